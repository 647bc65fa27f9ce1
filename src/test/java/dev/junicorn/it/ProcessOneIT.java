package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The server as process 1 of a container; the kernel's namespaces stand for one. Needs root. */
class ProcessOneIT {

  private static final List<String> CONTAINER =
      List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child");

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void whatItsKilledPredecessorLeftIsRemoved() throws Exception {
    assumeThat(canUnshare()).as("this user may make namespaces").isTrue();
    Path temporary = servers.temporaryFolder();
    Junicorn killed = container(temporary).awaitReady(2);
    Proc.signal("KILL", Proc.childrenOf(killed.pid()).getFirst());
    killed.awaitExit();
    List<Path> left = killed.privateFolders();
    assertThat(left).hasSize(1);
    Junicorn next = container(temporary).awaitReady(2);
    Await.until("the next one has removed it", () -> !Files.exists(left.getFirst()));
    assertThat(next.privateFolders()).hasSize(1);
    Proc.signal("TERM", Proc.childrenOf(next.pid()).getFirst());
    assertThat(next.awaitExit()).isZero();
    next.assertLeftNothing();
  }

  @Test
  void orphansAreReapedAndTermDrains() throws Exception {
    assumeThat(canUnshare()).as("this user may make namespaces").isTrue();
    Junicorn container = container(servers.temporaryFolder()).awaitReady(2);
    long server = Proc.childrenOf(container.pid()).getFirst();
    Await.until(
        "orphans have come to process 1",
        () -> {
          assertThat(Web.text(container.web().get("/orphan"))).isEqualTo("left\n");
          return zombies(server) > 0;
        });
    Await.until("they are reaped", () -> zombies(server) == 0);

    // Its own children's ends are not taken away from it.
    container.web().getLater("/die");
    container.awaitLine("died: exit code 9");

    CompletableFuture<HttpResponse<byte[]>> running = container.web().getLater("/slow");
    container.awaitLine("the app is slow");
    Proc.signal("USR2", server);
    container.awaitLine("SIGUSR2.* is ignored: this server is process 1");
    Proc.signal("TERM", server);
    assertThat(running.join().statusCode()).isEqualTo(200);
    assertThat(container.awaitExit()).isZero();
    container.assertLeftNothing();
  }

  private Junicorn container(Path temporary) {
    return servers.run(
        inContainer(Servers.launcher()),
        temporary,
        Map.of(),
        List.of(
            "--bind",
            "127.0.0.1:0",
            "--workers",
            "2",
            "--chdir",
            Junicorn.APPS.resolve("leaves-orphans").toString(),
            "--python",
            Junicorn.PYTHON,
            "app:app"));
  }

  private static List<String> inContainer(String program) {
    return Stream.concat(CONTAINER.stream(), Stream.of(program)).toList();
  }

  private static boolean canUnshare() throws Exception {
    Process process = new ProcessBuilder(inContainer("true")).start();
    return process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)
        && process.exitValue() == 0;
  }

  private static long zombies(long parent) throws Exception {
    try (var entries = Files.list(Path.of("/proc"))) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches("[0-9]+"))
          .filter(entry -> Proc.read(entry.resolve("stat")).contains(") Z " + parent + " "))
          .count();
    }
  }
}
