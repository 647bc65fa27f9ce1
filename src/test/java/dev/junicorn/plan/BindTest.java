package dev.junicorn.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8000, 127.0.0.1:8000",
    ":9000, :9000",
    "0.0.0.0:0, 0.0.0.0:0",
    "localhost, localhost:8000",
    "LocalHost:80, localhost:80",
    "tcp://0.0.0.0:5000, 0.0.0.0:5000",
    "[::1]:8000, [::1]:8000",
    "[::1], [::1]:8000",
    "[FE80::1%eth0]:1, [fe80::1%eth0]:1",
    "unix:/run/app.sock, unix:/run/app.sock",
    "unix:///run/app.sock, unix:/run/app.sock",
    "unix:app.sock, unix:app.sock",
    "fd://3, fd://3",
    "' :1 ', :1"
  })
  void readsWhatGunicornReads(String address, String meaning) {
    assertThat(Bind.parse(address)).hasToString(meaning);
  }
}
