package dev.junicorn.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a probe may ask, and what it sends. */
class TargetTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.9.10",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.254",
        "192.168.1.1",
        "169.254.3.4",
        "::1",
        "fd12:3456::1",
        "fc00::1",
        "fe80::1",
        "::ffff:127.0.0.1"
      })
  void loopbackAndPrivateAddressesAreNear(String address) throws Exception {
    assertThat(Hosts.isNear(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "172.15.0.1",
        "172.32.0.1",
        "192.169.0.1",
        "11.0.0.1",
        "2001:db8::1",
        "::ffff:8.8.8.8"
      })
  void othersAreNot(String address) throws Exception {
    assertThat(Hosts.isNear(InetAddress.getByName(address))).isFalse();
  }

  @Test
  void oneForeignAddressAmongSeveralIsEnoughToRefuse() throws Exception {
    Hosts hosts = fixed("127.0.0.1", "203.0.113.9");
    assertThatThrownBy(() -> Target.of("http://x.test/", "GET", List.of(), false, hosts))
        .isInstanceOf(RefusedUrlException.class)
        .hasMessageContaining("x.test is 203.0.113.9")
        .hasMessageContaining("--i-own-this");
    Target owned = Target.of("http://x.test/", "GET", List.of(), true, hosts);
    assertThat(owned.address().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:9430, http://127.0.0.1:9430/",
    "localhost, http://localhost/",
    "app.test:80/a?b=c, http://app.test:80/a?b=c"
  })
  void whereHttpIsMissingTheWholeUrlIsNamed(String url, String whole) {
    assertThatThrownBy(() -> Target.of(url, "GET", List.of(), false))
        .isInstanceOf(RefusedUrlException.class)
        .hasMessage("this does not begin with http:// or https://. Write " + whole + ".");
  }

  @Test
  void theCheckedAddressIsTheOneThatIsAsked() throws Exception {
    Target target =
        Target.of(
            "http://app.test:8000/a%20b?c=d#e", "get", List.of("Cookie: a=b"), false, fixed("::1"));
    assertThat(target.address().getAddress().getHostAddress()).isEqualTo("0:0:0:0:0:0:0:1");
    assertThat(target.address().getPort()).isEqualTo(8000);
    assertThat(target.host()).isEqualTo("app.test:8000");
    assertThat(target.serverName()).isEqualTo("app.test");
    assertThat(target.path()).isEqualTo("/a%20b?c=d");
    assertThat(target.method()).isEqualTo("GET");
    assertThat(target.headers()).containsExactly(new Target.Header("Cookie", "a=b"));
  }

  @Test
  void portsAreThoseOfTheScheme() throws Exception {
    assertThat(near("https://app.test").address().getPort()).isEqualTo(443);
    assertThat(near("http://[::1]").address().getPort()).isEqualTo(80);
    assertThat(near("http://[::1]:81/").serverName()).isEqualTo("::1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app.test:port",
        "ftp://app.test/",
        "http:///path",
        "http://user:secret@app.test/",
        "http://app.test:99999/",
        "http://a b/"
      })
  void whatIsNoUsableUrlIsRefusedWithAnExample(String url) {
    assertThatThrownBy(() -> near(url))
        .isInstanceOf(RefusedUrlException.class)
        .message()
        .containsAnyOf("http://127.0.0.1:8000/report", "--header");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no colon",
        ": empty",
        "A B: c",
        "Evil: a\r\nX: b",
        "Content-Length: 3",
        "connection: keep-alive",
        "Transfer-Encoding: chunked"
      })
  void headersThatWouldBreakTheRequestAreRefused(String header) {
    assertThatThrownBy(
            () -> Target.of("http://x/", "GET", List.of(header), false, fixed("127.0.0.1")))
        .isInstanceOf(RefusedUrlException.class)
        .hasMessageContaining("--header");
  }

  @Test
  void aHeaderWithAnUmlautIsToldWhatIsWrongWithIt() {
    assertThatThrownBy(() ->
            Target.of("http://x/", "GET", List.of("Cookie: \u00fc=1"), false, fixed("127.0.0.1")))
        .isInstanceOf(RefusedUrlException.class)
        .hasMessageContaining("ASCII");
  }

  @Test
  void onlyMethodsThatChangeNothingAreSent() {
    assertThatThrownBy(() -> Target.of("http://x/", "POST", List.of(), false, fixed("127.0.0.1")))
        .isInstanceOf(RefusedUrlException.class)
        .hasMessageContaining("GET or HEAD");
  }

  @Test
  void anUnknownHostIsSaid() {
    Hosts nobody =
        host -> {
          throw new UnknownHostException(host);
        };
    assertThatThrownBy(() -> Target.of("http://nowhere.test/", "GET", List.of(), true, nobody))
        .isInstanceOf(RefusedUrlException.class)
        .hasMessageContaining("nowhere.test is not known");
  }

  private static Target near(String url) throws Exception {
    return Target.of(url, "GET", List.of(), false, fixed("127.0.0.1"));
  }

  private static Hosts fixed(String... addresses) throws UnknownHostException {
    InetAddress[] all = new InetAddress[addresses.length];
    for (int i = 0; i < addresses.length; i++) {
      all[i] = InetAddress.getByName(addresses[i]);
    }
    return Hosts.fixed(all);
  }
}
