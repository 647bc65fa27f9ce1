package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedPeersTest {

  @Test
  void trustsAddressesAndNetworks() throws Exception {
    TrustedPeers peers = TrustedPeers.of(List.of("10.0.0.0/8", "192.168.1.7", "fd00::/9"));
    assertThat(peers.include(address("10.255.0.1"))).isTrue();
    assertThat(peers.include(address("11.0.0.1"))).isFalse();
    assertThat(peers.include(address("192.168.1.7"))).isTrue();
    assertThat(peers.include(address("192.168.1.8"))).isFalse();
    assertThat(peers.include(address("fd7f::1"))).isTrue();
    assertThat(peers.include(address("fd80::1"))).isFalse();
    assertThat(peers.include(null)).isFalse();
  }

  private static InetAddress address(String text) throws Exception {
    return InetAddress.ofLiteral(text);
  }

  @Test
  void aStarTrustsEverybody() throws Exception {
    assertThat(TrustedPeers.of(List.of("*")).include(address("1.2.3.4"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8", "::1/129", "1/-1"})
  void namesAnEntryThatIsNoAddress(String entry) {
    assertThatThrownBy(() -> TrustedPeers.of(List.of(entry)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(entry);
  }
}
