package dev.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * A server started by {@code ./junicorn}, and what it has printed so far. It has a folder of its
 * own for temporary files, and all its processes carry a mark, by which they are found and ended
 * however they were left.
 */
final class Junicorn implements AutoCloseable {

  static final String PYTHON = "/usr/bin/python3";
  static final Path APPS = Path.of("src/test/apps").toAbsolutePath();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MARK = "JUNICORN_TEST";
  private static final Pattern TCP = Pattern.compile("Listening at: http://(.*):([0-9]+)$");
  private static final Pattern READY = Pattern.compile("Worker \\d+ \\(pid (\\d+)\\) is ready");

  private final Process process;
  private final String mark;
  private final Path temporary;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private final Thread reader;

  private Junicorn(Process process, String mark, Path temporary) {
    this.process = process;
    this.mark = mark;
    this.temporary = temporary;
    reader = Thread.ofVirtual().start(this::readLog);
  }

  /**
   * Starts a server.
   *
   * @param command what begins the command line: {@code ./junicorn}, or what starts it
   * @param temporary its folder for temporary files
   */
  static Junicorn start(
      List<String> command,
      List<String> arguments,
      Map<String, String> environment,
      Path temporary) {
    String mark = temporary.getFileName() + "-" + System.nanoTime();
    List<String> words = new ArrayList<>(command);
    words.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    for (String name : List.of("GUNICORN_CMD_ARGS", "WEB_CONCURRENCY", "PORT", "VIRTUAL_ENV")) {
      builder.environment().remove(name);
    }
    builder.environment().put("TMPDIR", temporary.toString());
    // Control sockets of tests are nobody else's, and gone with the test.
    builder.environment().put("XDG_RUNTIME_DIR", temporary.toString());
    builder.environment().put(MARK, mark);
    // Whether all that this machine has installed fits together takes pip longer than to install.
    builder.environment().put("PIP_NO_WARN_CONFLICTS", "1");
    builder.environment().putAll(environment);
    try {
      return new Junicorn(builder.start(), mark, temporary);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** The port of the first TCP address it listens on. */
  int port() {
    return Integer.parseInt(awaitLine(TCP).group(2));
  }

  Web web() {
    return new Web("http://127.0.0.1:" + port());
  }

  RawClient connect() {
    return RawClient.connect(port());
  }

  List<String> log() {
    return List.copyOf(log);
  }

  String logText() {
    return String.join("\n", log);
  }

  Matcher awaitLine(String pattern) {
    return awaitLine(Pattern.compile(pattern));
  }

  /** Waits for a line in which the pattern is found; fails at once where the server has ended. */
  Matcher awaitLine(Pattern pattern) {
    List<Matcher> found = new ArrayList<>();
    Await.until(
        "a line with " + pattern,
        () -> {
          boolean ended = !process.isAlive() && !reader.isAlive();
          lines(pattern).findFirst().ifPresent(found::add);
          assertThat(ended && found.isEmpty()).as("ended without a line " + pattern).isFalse();
          return !found.isEmpty();
        });
    return found.getFirst();
  }

  Junicorn awaitReady(int workers) {
    Await.until(
        workers + " workers are ready",
        () -> {
          assertThat(process.isAlive()).as("the server runs").isTrue();
          return lines(READY).count() >= workers;
        });
    return this;
  }

  /** Waits until it has so many connections and has read all that was sent on them. */
  void awaitRead(int connections) {
    int port = port();
    Await.until(
        "all of " + connections + " connections was read",
        () -> Sockets.established(port) >= connections && Sockets.unread(port) == 0);
  }

  /** Waits until so many requests run or wait for a slot; of use where they do not end by then. */
  void awaitRequests(int count) {
    Await.until(count + " requests have arrived", () -> requests() >= count);
  }

  /** How many requests run or wait for a slot. */
  int requests() {
    JsonNode status = ask("status");
    return status.path("running").asInt() + status.path("waiting").asInt();
  }

  /**
   * What it says of itself over its control socket, as to {@code junicorn ctl} but at once; nothing
   * where it does not listen there.
   */
  JsonNode ask(String what) {
    return controlSocket().map(socket -> ask(socket, what)).orElse(JSON.missingNode());
  }

  private static JsonNode ask(Path socket, String what) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      BufferedReader answer = new BufferedReader(Channels.newReader(channel, UTF_8));
      channel.write(ByteBuffer.wrap("{\"do\":\"%s\"}\n".formatted(what).getBytes(UTF_8)));
      return JSON.readTree(requireNonNullElse(answer.readLine(), "{}")).path("result");
    } catch (IOException e) {
      return JSON.missingNode();
    }
  }

  /** Named after its process id, which another namespace may count in another way. */
  private Optional<Path> controlSocket() {
    try (Stream<Path> sockets = Files.list(temporary.resolve("junicorn"))) {
      return sockets.filter(entry -> entry.toString().endsWith(".sock")).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The pids of the workers that were ever ready, in this order. */
  List<Long> readyWorkers() {
    return lines(READY).map(match -> Long.valueOf(match.group(1))).toList();
  }

  /** The pids of the workers that live. */
  List<Long> workers() {
    return readyWorkers().stream().filter(Proc::isAlive).toList();
  }

  /** All processes of this server that live, itself included if it does. */
  List<Long> processes() {
    return Proc.withVariable(MARK, mark);
  }

  long spawner() {
    return Proc.childrenOf(pid()).getFirst();
  }

  Stream<Matcher> lines(Pattern pattern) {
    return log.stream().map(pattern::matcher).filter(Matcher::find);
  }

  long count(Predicate<String> line) {
    return log.stream().filter(line).count();
  }

  /** Where it was told to keep temporary files and its control socket. */
  Path temporary() {
    return temporary;
  }

  /** Runs {@code junicorn ctl} as its user would. */
  Ctl ctl(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    if (!all.contains("--pid") && !all.contains("--control-socket")) {
      all.addAll(List.of("--pid", "" + pid())); // the user may have other servers
    }
    return Ctl.run(temporary, all.toArray(String[]::new));
  }

  void signal(String name) {
    Proc.signal(name, pid());
  }

  /** Waits for the end and returns the exit code. */
  int awaitExit() {
    try {
      assertThat(process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("the server has ended")
          .isTrue();
      reader.join();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Stops it as an operator does and checks that nothing is left. */
  void stop() {
    signal("TERM");
    assertThat(awaitExit()).as("exit code").isZero();
    assertLeftNothing();
  }

  void assertLeftNothing() {
    Await.until("no process is left", () -> processes().isEmpty());
    assertThat(privateFolders()).as("private folders").isEmpty();
  }

  List<Path> privateFolders() {
    try (Stream<Path> entries = Files.list(temporary)) {
      return entries
          .filter(entry -> entry.getFileName().toString().startsWith("junicorn-"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends whatever still runs of it. */
  @Override
  public void close() {
    process.destroyForcibly();
    Await.until(
        "all of it has ended",
        () -> {
          List<Long> left = processes();
          left.forEach(pid -> Proc.signal("KILL", pid));
          return left.isEmpty();
        });
  }

  private void readLog() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.add(line);
      }
    } catch (IOException e) {
      log.add("(the output cannot be read: " + e.getMessage() + ")");
    }
  }
}
