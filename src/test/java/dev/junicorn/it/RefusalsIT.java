package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the system refuses altogether, as sandboxes do, is said in one line before anything is
 * served.
 */
class RefusalsIT {

  @RegisterExtension final Servers servers = new Servers();

  @ParameterizedTest
  @CsvSource({
    "pipe2, 'needs: cannot open a pipe in packet mode (pipe2, O_DIRECT): Operation not permitted'",
    "memfd_create, 'two processes (memfd_create): Operation not permitted'",
    "sendfile, 'cannot send files (sendfile): Operation not permitted'",
    "timerfd_create, 'timerfd_create() failed: Operation not permitted'",
    "eventfd2, 'eventfd() failed: Operation not permitted'",
    "socket, 'cannot open a Unix socket: Operation not permitted'",
  })
  void aCallThatTheServerNeedsIsNamed(String call, String why) {
    Junicorn server = launchRefusing(call);
    assertThat(server.awaitExit()).isEqualTo(1);
    assertThat(server.logText())
        .contains("The system refuses what the server needs: ", why, "seccomp", "gVisor")
        .doesNotContain("Listening", "TMPDIR", "Exception", "Error", "\tat ");
    server.assertLeftNothing();
  }

  /** As on network file systems and on those of other systems. */
  @Test
  void whereNoFolderTakesPipesWithANameThatIsSaid() {
    Junicorn server = launchRefusing("mknodat");
    assertThat(server.awaitExit()).isEqualTo(1);
    assertThat(server.logText())
        .contains("and can make none: /tmp/", " (cannot make the FIFO /", "Set TMPDIR to a folder")
        .doesNotContain("Exception", "\tat ");
    server.assertLeftNothing();
  }

  /** As in a chroot that somebody made by hand. */
  @Test
  void aMissingProcIsNamed() {
    String hide = "mount -t tmpfs none /proc && exec \"$@\"";
    assumeTrue(
        Proc.succeeds("unshare", "--mount", "/bin/sh", "-c", hide, "sh", "true"),
        "file systems can be mounted (as root)");
    Junicorn server =
        servers.run(
            List.of("unshare", "--mount", "/bin/sh", "-c", hide, "sh", Servers.launcher()),
            servers.temporaryFolder(),
            Map.of(),
            Servers.arguments("hello"));
    assertThat(server.awaitExit()).isEqualTo(1);
    assertThat(server.logText()).startsWith("junicorn: /proc is not mounted");
  }

  private Junicorn launchRefusing(String call) {
    List<String> refusing = List.of("/usr/bin/python3", "-B", "src/test/python/refusing.py", call);
    assumeTrue(
        Proc.succeeds(with(refusing, "true").toArray(String[]::new)),
        "a filter of system calls can be set");
    return servers.run(
        with(refusing, Servers.launcher()),
        servers.temporaryFolder(),
        Map.of(),
        Servers.arguments("hello", "--workers", "1", "--threads", "1"));
  }

  private static List<String> with(List<String> refusing, String command) {
    return Stream.concat(refusing.stream(), Stream.of(command)).toList();
  }
}
