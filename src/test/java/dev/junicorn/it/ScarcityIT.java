package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the system has none left of is missed by those who need it, and by nobody else. */
class ScarcityIT {

  private static final int MEGABYTE = 1 << 20;

  @RegisterExtension final Servers servers = new Servers();

  /** Large bodies are refused with a reason; small ones and GETs go on; then it recovers. */
  @Test
  void aFullTemporaryDiskRefusesLargeBodiesOnly() throws Exception {
    Path disk = servers.temporaryFolder();
    assumeTrue(mount(disk), "a tmpfs can be mounted (as root)");
    try {
      Junicorn server =
          servers.launch(disk, Junicorn.APPS.resolve("hello"), "app:app", Map.of()).awaitReady(1);
      Web web = server.web();
      assertThat(web.post("/echo", new byte[MEGABYTE]).body()).hasSize(MEGABYTE);
      Path filler = disk.resolve("filler");
      fill(filler);
      HttpResponse<byte[]> refused = web.post("/echo", new byte[2 * MEGABYTE]);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(web.post("/echo", new byte[1000]).body()).hasSize(1000);
      assertThat(web.text("/")).isEqualTo("hello\n");
      server.awaitLine("No space left on device");
      Files.delete(filler);
      assertThat(web.post("/echo", new byte[MEGABYTE]).body()).hasSize(MEGABYTE);
      server.stop();
    } finally {
      unmount(disk);
    }
  }

  /** What a start unpacks goes elsewhere, with a word about it. */
  @Test
  void aTemporaryDiskThatIsNearlyFullAtTheStartIsPassedOver() throws Exception {
    Path disk = servers.temporaryFolder();
    assumeTrue(mount(disk), "a tmpfs can be mounted (as root)");
    try {
      Path filler = disk.resolve("filler");
      fill(filler);
      try (FileChannel file = FileChannel.open(filler, StandardOpenOption.WRITE)) {
        file.truncate(file.size() - 64 * 1024);
      }
      Junicorn server =
          servers.launch(disk, Junicorn.APPS.resolve("hello"), "app:app", Map.of()).awaitReady(1);
      server.awaitLine("kept in /tmp, since they cannot be in " + disk + " .No space left");
      assertThat(server.web().text("/")).isEqualTo("hello\n");
      server.stop();
    } finally {
      unmount(disk);
    }
  }

  /** Netty's library is run from a file, which the usual folder may not allow. */
  @Test
  void programsThatMayNotRunInTmpDoNotMatter() {
    Junicorn server = mounted("noexec", "/tmp").awaitReady(1);
    assertThat(server.web().text("/")).isEqualTo("hello\n");
    server.stop();
  }

  @Test
  void aTmpThatCannotBeWrittenDoesNotMatter() {
    Junicorn server = mounted("ro", "/tmp").awaitReady(1);
    server.awaitLine("are kept in /dev/shm");
    assertThat(server.web().text("/")).isEqualTo("hello\n");
    server.stop();
  }

  @Test
  void whereNoFolderLetsProgramsRunThatIsSaid() {
    Junicorn server = mounted("noexec", "/tmp", "/dev/shm");
    assertThat(server.awaitExit()).isEqualTo(1);
    assertThat(server.logText())
        .contains("[/tmp/", "/dev/shm] is read-only, full, or mounted noexec. Set TMPDIR")
        .doesNotContain("Exception", "UnsatisfiedLinkError", "\tat ");
    server.assertLeftNothing();
  }

  /** As in a container with {@code --network none}: no interface has a hardware address. */
  @Test
  void withoutANetworkItServesAndNoLibrarySpeaks() {
    assumeTrue(Proc.succeeds("unshare", "--net", "true"), "a network can be made (as root)");
    String loopbackUp =
        "import fcntl, socket, struct; "
            + "fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sH14x', b'lo', 1))";
    String shell = "%s -c \"%s\" && exec \"$@\"".formatted(Junicorn.PYTHON, loopbackUp);
    Junicorn server =
        servers
            .run(
                List.of("unshare", "--net", "/bin/sh", "-c", shell, "sh", Servers.launcher()),
                servers.temporaryFolder(),
                Map.of(),
                Servers.arguments("hello", "--workers", "1", "--threads", "1"))
            .awaitReady(1);
    server.stop();
    assertThat(server.logText()).doesNotContain("netty");
  }

  /** A server that sees these folders mounted in this way, and nobody else does. */
  private Junicorn mounted(String how, String... folders) {
    assumeTrue(
        Proc.succeeds("unshare", "--mount", "mount", "--bind", "/tmp", "/tmp"),
        "file systems can be mounted (as root)");
    assumeTrue(Files.isWritable(Path.of("/dev/shm")), "there is a /dev/shm to go to");
    boolean runsFromThere = Stream.of(folders).anyMatch(Path.of("").toAbsolutePath()::startsWith);
    assumeFalse(runsFromThere && how.equals("noexec"), "the launcher itself may run");
    StringBuilder shell = new StringBuilder();
    for (String folder : folders) {
      shell.append(
          "mount --bind %1$s %1$s && mount -o remount,bind,%2$s %1$s && ".formatted(folder, how));
    }
    return servers.run(
        List.of(
            "unshare", "--mount", "/bin/sh", "-c", shell + "exec \"$@\"", "sh", Servers.launcher()),
        servers.temporaryFolder(),
        Map.of(),
        Servers.arguments("hello", "--workers", "1", "--threads", "1"));
  }

  /** Clients wait in the backlog and are accepted when descriptors are free again. */
  @Test
  void withoutDescriptorsAcceptingPausesAndRecovers() {
    Junicorn server =
        limited("ulimit -n 128; exec \"$@\"", "--workers", "2", "--threads", "2").awaitReady(2);
    List<RawClient> clients = new ArrayList<>();
    RawClient served = server.connect();
    try {
      assertThat(served.get("/").status()).isEqualTo(200);
      for (int i = 0; i < 150; i++) {
        clients.add(server.connect().request("GET", "/"));
      }
      server.awaitLine("(?i)too many open files");
      for (int i = 0; i < 20; i++) {
        assertThat(served.get("/").status()).as("who is connected goes on").isEqualTo(200);
      }
      for (RawClient client : clients.subList(0, 100)) {
        client.close();
      }
      for (RawClient client : clients.subList(100, 150)) {
        assertThat(client.answer("GET").status()).as("who waited to be accepted").isEqualTo(200);
      }
      assertThat(server.web().text("/")).isEqualTo("hello\n");
    } finally {
      served.close();
      clients.forEach(RawClient::close);
    }
    server.stop();
  }

  /** Nobody can be forked: the server goes on with who is there, and recovers by itself. */
  @Test
  void aForkThatFailsIsTriedAgain() {
    Optional<ControlGroup> made = ControlGroup.ofPids(10_000);
    assumeTrue(made.isPresent(), "a control group for processes can be made (as root)");
    try (ControlGroup group = made.get()) {
      Junicorn server = in(group, "--workers", "2", "--threads", "1").awaitReady(2);
      group.limit("pids.max", 1);
      Proc.signal("KILL", server.workers().getFirst());
      server.awaitLine("Cannot prepare a worker: the system lets it start no more processes");
      CompletableFuture<HttpResponse<byte[]>> waits = server.web().getLater("/sleep?s=0.2");
      assertThat(server.web().text("/")).isEqualTo("hello\n");
      assertThat(waits.join().statusCode()).isEqualTo(200);
      group.limit("pids.max", 10_000);
      Await.until(
          "the second worker is back",
          Await.PATIENCE.multipliedBy(3),
          () -> server.workers().size() == 2);
      server.stop();
    }
  }

  /** What needs a thread goes without or says so; all of it comes back, and nothing was broken. */
  @Test
  void withoutMoreThreadsItServesOnAndRecovers() {
    Optional<ControlGroup> made = ControlGroup.ofPids(10_000);
    assumeTrue(made.isPresent(), "a control group for processes can be made (as root)");
    try (ControlGroup group = made.get()) {
      Junicorn server =
          in(group, "--workers", "1", "--threads", "2", "--boot-timeout", "5").awaitReady(1);
      group.limit("pids.max", 1);
      try (RawClient slow = RawClient.connectWithSmallWindow(server.port())) {
        slow.request("GET", "/bytes?n=20000000");
        assertThat(server.web().post("/echo", new byte[MEGABYTE]).body()).hasSize(MEGABYTE);
        Ctl refused = server.ctl("status");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("start no more processes and threads. Raise the limit");
        server.awaitLine("control socket was dropped: the system lets it start no more processes");
        server.signal("HUP");
        server.awaitLine(
            "Cannot start the interpreter: the system lets it start no more processes");
        assertThat(slow.answer("GET").body()).hasSize(20_000_000);
      }
      group.limit("pids.max", 10_000);
      server.ctl("status").assertDone();
      // What the worker leaves is not to be had either.
      group.limit("pids.max", 1);
      Proc.signal("KILL", server.workers().getFirst());
      server.awaitLine("Cannot prepare a worker: the system lets it start no more|Cannot fork");
      group.limit("pids.max", 10_000);
      server.awaitReady(2);
      assertThat(server.web().text("/")).isEqualTo("hello\n");
      group.limit("pids.max", 1);
      server.stop();
    }
  }

  /** Ready, it could not take one client. */
  @Test
  void tooFewDescriptorsForAnyClientAreRefused() {
    Junicorn server = limited("ulimit -n 40; exec \"$@\"", "--workers", "2", "--threads", "4");
    assertThat(server.awaitExit()).isEqualTo(1);
    assertThat(server.logText()).contains("may open 40 files", "ulimit -n").doesNotContain("\tat ");
    server.assertLeftNothing();
  }

  /** With it, the order to go back to the size before would not be heard either. */
  @Test
  void aSizeThatNeedsMoreFilesThanThereAreIsRefused() {
    Junicorn server =
        limited("ulimit -n 128; exec \"$@\"", "--workers", "2", "--threads", "10").awaitReady(2);
    server.awaitLine("A reload, .* This process may open 128 files, .* 149 for 2 workers");
    Ctl refused = server.ctl("scale", "workers=30");
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.err()).contains("may open 128 files", "30 workers", "ulimit -n");
    server.signal("TTIN");
    server.awaitLine("SIGTTIN .* is ignored. This process may open 128 files");
    server.ctl("scale", "workers=1").assertDone();
    assertThat(server.ctl("scale", "threads=20").exitCode()).isEqualTo(3);
    server.ctl("scale", "threads=11").assertDone();
    assertThat(server.web().text("/")).isEqualTo("hello\n");
    server.stop();
  }

  private Junicorn in(ControlGroup group, String... options) {
    return servers.run(
        group.command(Servers.launcher()),
        servers.temporaryFolder(),
        Map.of(),
        Servers.arguments("hello", options));
  }

  private Junicorn limited(String shell, String... options) {
    return servers.run(
        List.of("/bin/sh", "-c", shell, "sh", Servers.launcher()),
        servers.temporaryFolder(),
        Map.of(),
        Servers.arguments("hello", options));
  }

  private static void fill(Path file) throws IOException {
    try (var out = Files.newOutputStream(file)) {
      byte[] block = new byte[64 * 1024];
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static boolean mount(Path folder) {
    return Proc.succeeds(
        "mount", "-t", "tmpfs", "-o", "size=8m,mode=0700", "tmpfs", folder.toString());
  }

  private static void unmount(Path folder) {
    Await.until("it can be unmounted", () -> Proc.succeeds("umount", folder.toString()));
  }
}
