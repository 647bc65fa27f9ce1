package dev.junicorn.stack;

import dev.junicorn.event.Reason;
import dev.junicorn.posix.ProcessSignal;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One worker process as the system shows it, and the file that its {@code faulthandler} writes to.
 * Every call may block for the file system, and belongs on a thread that may.
 *
 * @param pid the process
 * @param file where the dump goes: behind the first {@code offset} bytes, which are the scoreboard
 * @param dump which signal makes the process write; empty if it has said that none does
 */
public record ProcessView(int pid, Path file, long offset, Optional<DumpSignal> dump) {

  /** A hundred threads, which is all that faulthandler shows, with stacks of some depth. */
  private static final int LARGEST_DUMP = 512 * 1024;

  /**
   * How a worker has said that it can be made to write its stacks.
   *
   * @param signal the signal's number
   * @param descriptor the worker's open descriptor of the file
   */
  public record DumpSignal(int signal, int descriptor) {}

  /** Its threads; empty if the process is gone. */
  public List<Task> tasks() {
    List<Task> tasks = new ArrayList<>();
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(proc("task"))) {
      for (Path thread : threads) {
        Task.parse(text(thread.resolve("stat"))).ifPresent(tasks::add);
      }
    } catch (IOException | DirectoryIteratorException e) {
      return List.of();
    }
    return tasks;
  }

  /**
   * Empties the file and sends the signal.
   *
   * @return why that cannot be done; empty if it was
   */
  public Optional<String> askForDump() {
    if (dump.isEmpty()) {
      return Optional.of("this Python has no faulthandler that could write it");
    }
    DumpSignal ways = dump.get();
    try {
      // Neither may have been taken over by the app: the signal would end the process, or the
      // stacks would go into a connection of the app's.
      if (!catches(ways.signal())) {
        return Optional.of("the app has replaced the handler of signal " + ways.signal());
      }
      if (!Files.isSameFile(proc("fd").resolve(Integer.toString(ways.descriptor())), file)) {
        return Optional.of("the app has closed the bridge's file descriptors");
      }
      try (FileChannel content = FileChannel.open(file, StandardOpenOption.WRITE)) {
        content.truncate(offset);
      }
      ProcessSignal.send(pid, ways.signal());
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("the process cannot be looked at: " + Reason.of(e));
    }
  }

  /** How many bytes of a dump have arrived; 0 as well if that cannot be seen. */
  public long dumped() {
    try {
      return Math.max(0, Files.size(file) - offset);
    } catch (IOException e) {
      return 0;
    }
  }

  /** The dump as it is now: stacks by {@code threading.get_ident()}, the main thread's last. */
  public Map<Long, List<StackLine>> readDump() {
    try (FileChannel content = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(LARGEST_DUMP, dumped()));
      int got = 0;
      while (got >= 0 && bytes.hasRemaining()) {
        got = content.read(bytes, offset + bytes.position());
      }
      return StackDump.parse(StandardCharsets.UTF_8.decode(bytes.flip()).toString());
    } catch (IOException e) {
      return Map.of();
    }
  }

  /** Adds the source and leaves the app's own frames. */
  public List<StackLine> readable(List<StackLine> frames) {
    return new SourceLines().addTo(StackFrames.ofApp(frames));
  }

  private boolean catches(int signal) throws IOException {
    return text(proc("status"))
        .lines()
        .filter(line -> line.startsWith("SigCgt:"))
        .map(line -> new BigInteger(line.substring("SigCgt:".length()).strip(), 16))
        .anyMatch(caught -> caught.testBit(signal - 1));
  }

  private Path proc(String name) {
    return Path.of("/proc", Integer.toString(pid), name);
  }

  private static String text(Path path) throws IOException {
    return Files.readString(path, StandardCharsets.ISO_8859_1);
  }
}
