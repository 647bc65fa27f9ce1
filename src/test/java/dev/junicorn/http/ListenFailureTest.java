package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors.NativeIoException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenFailureTest {

  private static final ListenAddress TCP = new ListenAddress.Tcp("::1", 80, 1);
  private static final ListenAddress UNIX = new ListenAddress.Unix(Path.of("/run/app.sock"), 1);
  private static final ListenAddress INHERITED = new ListenAddress.Inherited(3, 1);

  @BeforeAll
  static void theSystemsWordsComeFromTheLibrary() {
    Epoll.ensureAvailability();
  }

  @ParameterizedTest
  @CsvSource({
    "13, permission denied. Ports below 1024 need root",
    "97, this machine has no IPv6. Choose an IPv4 address",
    "98, 'the address is in use. Stop the server that has it (ss -ltnp shows it), or choose another port'",
    "99, this machine has no such address",
    "105, No buffer space available",
  })
  void addresses(int errno, String said) {
    assertSaid(TCP, errno, said);
  }

  @ParameterizedTest
  @CsvSource({
    "2, its folder does not exist",
    "13, permission denied. The server's user must be able to write the folder",
    "20, 'a part of its path is a file, not a folder'",
    "22, Invalid argument",
    "30, its file system is mounted read-only",
    "40, Too many levels of symbolic links",
    "98, 'the path is in use. Stop the server that has it (ss -lxp shows it), or choose another'",
  })
  void paths(int errno, String said) {
    assertSaid(UNIX, errno, said);
  }

  @ParameterizedTest
  @CsvSource({
    "13, Permission denied",
    "98, 'the address of this socket is in use. Stop the server that has it (ss -ltnp shows it), or'",
  })
  void socketsOfOthers(int errno, String said) {
    assertSaid(INHERITED, errno, said);
  }

  private static void assertSaid(ListenAddress address, int errno, String said) {
    assertThat(ListenFailure.explain(address, new NativeIoException("bind", -errno)))
        .startsWith(said)
        .doesNotContain("failed with");
  }
}
