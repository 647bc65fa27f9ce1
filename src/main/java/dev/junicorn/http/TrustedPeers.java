package dev.junicorn.http;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The peers whose word counts about the scheme: addresses, CIDR networks, or everybody. Peers on
 * Unix sockets are always trusted, as in gunicorn.
 */
public final class TrustedPeers {

  /** Gunicorn's default: a proxy on the same machine. */
  public static final TrustedPeers LOOPBACK = of(List.of("127.0.0.1", "::1"));

  private final boolean everybody;
  private final List<Network> networks;
  private final boolean writePorts;

  private TrustedPeers(boolean everybody, List<Network> networks, boolean writePorts) {
    this.everybody = everybody;
    this.networks = List.copyOf(networks);
    this.writePorts = writePorts;
  }

  /**
   * Reads the values of {@code --forwarded-allow-ips}.
   *
   * @throws IllegalArgumentException naming the entry that is neither an address, a network, nor
   *     {@code *}
   */
  public static TrustedPeers of(List<String> entries) {
    boolean everybody = false;
    List<Network> networks = new ArrayList<>();
    for (String entry : entries) {
      String text = entry.strip();
      if (text.equals("*")) {
        everybody = true;
      } else if (!text.isEmpty()) {
        networks.add(Network.parse(text));
      }
    }
    return new TrustedPeers(everybody, networks, false);
  }

  /** The same peers, which write a port behind the client's address. */
  public TrustedPeers writingPorts() {
    return new TrustedPeers(everybody, networks, true);
  }

  /** Whether {@code X-Forwarded-For} of these peers has ports, which are not for the app. */
  boolean writePorts() {
    return writePorts;
  }

  /** Whether the peer is trusted; {@code null}, an address not known, is only where all are. */
  boolean include(@Nullable InetAddress peer) {
    if (everybody || peer == null) {
      return everybody;
    }
    byte[] address = peer.getAddress();
    for (Network network : networks) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /** Addresses that share their first bits. */
  private static final class Network {

    private final byte[] address;
    private final int prefix;

    private Network(byte[] address, int prefix) {
      this.address = address;
      this.prefix = prefix;
    }

    static Network parse(String text) {
      int slash = text.indexOf('/');
      byte[] address =
          NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
      if (address == null) {
        throw new IllegalArgumentException("not an address, a network or *: " + text);
      }
      int bits = address.length * 8;
      return new Network(address, slash < 0 ? bits : prefix(text, slash, bits));
    }

    private static int prefix(String text, int slash, int bits) {
      String digits = text.substring(slash + 1);
      int prefix =
          digits.length() <= 3 && digits.chars().allMatch(Character::isDigit) && !digits.isEmpty()
              ? Integer.parseInt(digits)
              : -1;
      if (prefix < 0 || prefix > bits) {
        throw new IllegalArgumentException("not a network: " + text);
      }
      return prefix;
    }

    boolean contains(byte[] peer) {
      if (peer.length != address.length) {
        return false;
      }
      int whole = prefix / 8;
      for (int i = 0; i < whole; i++) {
        if (peer[i] != address[i]) {
          return false;
        }
      }
      int rest = prefix % 8;
      return rest == 0 || ((peer[whole] ^ address[whole]) & 0xFF) >>> (8 - rest) == 0;
    }
  }
}
