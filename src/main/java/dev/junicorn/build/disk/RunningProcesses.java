package dev.junicorn.build.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where this machine's processes run from, as far as that may be seen (proc(5)): who runs from a
 * virtual environment has its interpreter there, and who serves an app works in its folder.
 *
 * @param places of each process its command line, and its working directory
 */
public record RunningProcesses(List<String> places) {

  private static final Path PROC = Path.of("/proc");

  /** An interpreter's path and a script's come first. */
  private static final int BEGINNING = 4096;

  /** Looks at those of now. */
  public static RunningProcesses read() throws IOException {
    List<String> places = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        places.add(commandLine(process));
        places.add(workingDirectory(process));
      }
    }
    return new RunningProcesses(places);
  }

  private static String commandLine(Path process) {
    try (InputStream words = Files.newInputStream(process.resolve("cmdline"))) {
      return new String(words.readNBytes(BEGINNING), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  private static String workingDirectory(Path process) {
    try {
      return Files.readSymbolicLink(process.resolve("cwd")) + "/";
    } catch (IOException e) {
      return ""; // it has ended, or is somebody else's
    }
  }

  /** Whether one of them is at work in this folder. */
  public boolean use(Path folder) {
    String name = folder + "/";
    String real = realPath(folder) + "/";
    return places.stream().anyMatch(place -> place.contains(name) || place.contains(real));
  }

  private static Path realPath(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder; // somebody else has removed it meanwhile
    }
  }
}
