package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.plan.Bind;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.plan.Sourced;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Every option: what it is when left out, and what another value does. */
class OptionsTest {

  private record Expected(
      Function<LaunchPlan, Object> value, Object otherwise, String given, Object then) {}

  private static final Map<String, Expected> TABLE = new LinkedHashMap<>();

  private static void flag(String name, Function<LaunchPlan, Object> value) {
    TABLE.put(name, new Expected(value, false, "", true));
  }

  private static void option(
      String name,
      Function<LaunchPlan, Object> value,
      Object otherwise,
      String given,
      Object then) {
    TABLE.put(name, new Expected(value, otherwise, given, then));
  }

  static {
    option(
        "--bind",
        plan -> plan.listen().binds(),
        List.of(Sourced.byDefault(new Bind.Tcp("127.0.0.1", 8000))),
        ":9000",
        List.of(new Sourced<>(new Bind.Tcp("", 9000), "--bind")));
    option("--backlog", plan -> plan.listen().backlog(), 2048, "100", 100);
    option(
        "--forwarded-allow-ips",
        plan -> plan.listen().trustedPeers(),
        List.of("127.0.0.1", "::1"),
        "10.0.0.0/8, fd00::/8",
        List.of("10.0.0.0/8", "fd00::/8"));
    option("--workers", plan -> plan.size().workers().value(), 3, "7", 7);
    option("--threads", plan -> plan.size().threads().value(), 6, "2", 2);
    flag("--no-auto-size", plan -> !plan.size().grows());
    option("--worker-class", plan -> plan.size().threads().value(), 6, "sync", 1);
    option("--queue-limit", plan -> plan.queue().limit(), 2048, "5", 5);
    option("--queue-timeout", plan -> plan.queue().timeout(), seconds(60), "0", seconds(0));
    option("--python", plan -> plan.app().python().source(), "python3 on PATH", "sh", "--python");
    option("--chdir", plan -> name(plan.app().directory()), "start", "sub", "sub");
    option(
        "--pythonpath",
        plan -> plan.app().pythonPath(),
        List.of(),
        "/a,/b/../c",
        List.of("/a", "/c"));
    option("--env", plan -> plan.app().environment(), Map.of(), "A=b=c", Map.of("A", "b=c"));
    option("--timeout", plan -> plan.times().request(), seconds(30), "600", seconds(600));
    option("--graceful-timeout", plan -> plan.times().graceful(), seconds(30), "1m", seconds(60));
    option("--keep-alive", plan -> plan.times().keepAlive(), seconds(75), "2", seconds(2));
    option(
        "--access-logfile", plan -> plan.log().access(), Optional.empty(), "-", Optional.of("-"));
    option(
        "--access-logformat",
        plan -> plan.log().accessFormat(),
        "%(h)s %(l)s %(u)s %(t)s \"%(r)s\" %(s)s %(b)s \"%(f)s\" \"%(a)s\"",
        "json",
        "json");
    option("--error-logfile", plan -> plan.log().error(), "-", "/tmp/error.log", "/tmp/error.log");
    option("--log-level", plan -> plan.log().level(), "info", "DEBUG", "debug");
    option("--limit-request-line", plan -> plan.limits().requestLine(), 4094, "0", 65535);
    option("--limit-request-fields", plan -> plan.limits().headerFields(), 100, "0", 32768);
    option("--limit-request-field_size", plan -> plan.limits().headerFieldSize(), 8190, "0", 65535);
    option("--max-request-body", plan -> plan.limits().requestBody(), 1L << 30, "10M", 10L << 20);
    option("--boot-timeout", plan -> plan.times().boot(), seconds(120), "5", seconds(5));
    option(
        "--drain-delay",
        plan -> plan.times().drainDelay(),
        seconds(0),
        "500ms",
        Duration.ofMillis(500));
    flag("--preload", plan -> plan.app().preload());
    option("--max-requests", plan -> plan.recycling().maxRequests(), 0, "50", 50);
    option("--max-requests-jitter", plan -> plan.recycling().jitter(), 0, "5", 5);
    option("--max-worker-age", plan -> plan.recycling().maxAge(), seconds(0), "1h", seconds(3600));
    option("--max-worker-memory", plan -> plan.recycling().maxMemory(), 0L, "200M", 200L << 20);
    option("--max-worker-memory-hard", plan -> plan.recycling().hardMemory(), 0L, "1G", 1L << 30);
    flag("--reload", plan -> plan.reload().watch());
    option(
        "--reload-extra-file",
        plan -> plan.reload().extraFiles(),
        List.of(),
        "/tmp/a.html",
        List.of(Path.of("/tmp/a.html")));
    option(
        "--reload-probe",
        plan -> plan.reload().probe(),
        Optional.empty(),
        "/health",
        Optional.of("/health"));
    flag("--replay-safe", plan -> plan.faults().replaySafe());
    flag("--debug-errors", plan -> plan.faults().debugErrors());
    option(
        "--crash-dir",
        plan -> plan.faults().crashFolder(),
        Optional.empty(),
        "/tmp/crashes",
        Optional.of(Path.of("/tmp/crashes")));
    option(
        "--control-socket",
        plan -> plan.control().socket(),
        Optional.empty(),
        "/tmp/ctl",
        Optional.of(Path.of("/tmp/ctl")));
    flag("--no-control-socket", plan -> !plan.control().wanted());
    option(
        "--console",
        plan -> plan.insight().console().address(),
        Optional.empty(),
        "127.0.0.1:9090",
        Optional.of(new Sourced<>(new Bind.Tcp("127.0.0.1", 9090), "--console")));
    option(
        "--console-token",
        plan -> plan.insight().console().token(),
        Optional.empty(),
        "0123456789abcdef",
        Optional.of("0123456789abcdef"));
    flag("--console-allow-control", plan -> plan.insight().console().control());
    option(
        "--statsd-host",
        plan -> plan.insight().statsd().address(),
        Optional.empty(),
        "stats.local",
        Optional.of(new Sourced<>(new Bind.Tcp("stats.local", 8125), "--statsd-host")));
    option("--statsd-prefix", plan -> plan.insight().statsd().prefix(), "", "shop", "shop");
    option("--dogstatsd-tags", plan -> plan.insight().statsd().tags(), "", "env:prod", "env:prod");
    option(
        "--request-id",
        plan -> plan.trace().requestId(),
        LaunchPlan.RequestId.MAKE,
        "keep",
        LaunchPlan.RequestId.KEEP);
    flag("--server-timing", plan -> plan.trace().serverTiming());
    flag("--check-config", LaunchPlan::checkOnly);
    option(
        "--pid", LaunchPlan::pidFile, Optional.empty(), "/tmp/p", Optional.of(Path.of("/tmp/p")));
  }

  @TempDir Path folder;

  /** What its file sets is in {@link ConfigFilesTest}. */
  @Test
  void nobodyAddsAnOptionSilently() {
    List<String> names =
        new CommandLine(new Options())
            .getCommandSpec().options().stream().map(OptionSpec::longestName).toList();
    assertThat(names)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(TABLE.keySet().stream(), Stream.of("--config", "--help", "--version"))
                .toList());
  }

  @TestFactory
  Stream<DynamicTest> everyOptionHasItsDefault() {
    return TABLE.entrySet().stream()
        .map(row ->
            DynamicTest.dynamicTest(
                row.getKey(),
                () ->
                    assertThat(row.getValue().value().apply(start().plan()))
                        .isEqualTo(row.getValue().otherwise())));
  }

  @TestFactory
  Stream<DynamicTest> everyOptionTakesAnotherValue() {
    return TABLE.entrySet().stream()
        .flatMap(row ->
            spellings(row.getKey(), row.getValue().given())
                .map(args ->
                    DynamicTest.dynamicTest(
                        String.join(" ", args),
                        () ->
                            assertThat(row.getValue().value().apply(start().plan(args)))
                                .isEqualTo(row.getValue().then()))));
  }

  private static Stream<String[]> spellings(String name, String given) {
    return given.isEmpty()
        ? Stream.<String[]>of(new String[] {name})
        : Stream.of(new String[] {name, given}, new String[] {name + "=" + given});
  }

  /** As a container's command after its entry point: junicorn --workers 7 ... + --threads 2. */
  @Test
  void anOptionThatIsRepeatedReplacesItselfAndNothingElse() {
    String[] once = {"--workers=7", "--no-auto-size", "--backlog=5", "--bind=:1", "--keep-alive=9"};
    String[] again = {
      "--threads=2", "--threads=4", "--no-auto-size", "--bind=:2", "-t3", "-t", "4"
    };
    LaunchPlan plan =
        start().plan(Stream.of(once, again).flatMap(Stream::of).toArray(String[]::new));
    assertThat(plan.size().workers().value()).isEqualTo(7);
    assertThat(plan.size().threads().value()).isEqualTo(4);
    assertThat(plan.size().grows()).isFalse();
    assertThat(plan.listen().backlog()).isEqualTo(5);
    assertThat(plan.listen().binds()).hasSize(2);
    assertThat(plan.times().request()).isEqualTo(seconds(4));
    assertThat(plan.times().keepAlive()).isEqualTo(seconds(9));
  }

  @Test
  void aCheckMayBeAskedForAnywhereAndInShort() {
    assertThat(start().plan("--check").checkOnly()).isTrue();
    assertThat(start().with("GUNICORN_CMD_ARGS", "--check-conf -w 2").plan().checkOnly()).isTrue();
  }

  @Test
  void helpNamesEveryOptionAndIsNoFailure() {
    CommandRun run = start();
    assertThat(run.run("-h")).isZero();
    assertThat(run.out.toString()).contains(TABLE.keySet()).contains("junicorn [OPTIONS] APP");
    assertThat(run.out.toString().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void versionIsPrinted() {
    CommandRun run = start();
    assertThat(run.run("-v")).isZero();
    assertThat(run.out.toString()).isEqualTo("junicorn (version 1.2.3)\n");
  }

  /** A run in a folder of a machine with one core. */
  private CommandRun start() {
    try {
      Path start = Files.createDirectories(folder.resolve("start"));
      Files.createDirectories(start.resolve("sub"));
      Files.createDirectories(start.resolve("proc/self"));
      Files.writeString(start.resolve("proc/self/status"), "Cpus_allowed_list:\t0\n");
      return new CommandRun(start);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
