package dev.junicorn.cli;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code --forwarded-allow-ips}: addresses and networks separated by commas, or a star. */
final class TrustedPeers {

  private static final String REMEDY =
      "Write addresses and networks separated by commas (127.0.0.1,10.0.0.0/8,::1), or * for all.";

  private TrustedPeers() {}

  static List<String> parse(Setting setting) {
    List<String> peers = new ArrayList<>();
    for (String part : setting.value().split(",", -1)) {
      String peer = part.strip();
      if (!peer.isEmpty()) {
        if (!peer.equals("*")) {
          check(setting, peer);
        }
        peers.add(peer);
      }
    }
    return List.copyOf(peers);
  }

  private static void check(Setting setting, String peer) {
    int slash = peer.indexOf('/');
    byte[] address = address(setting, slash < 0 ? peer : peer.substring(0, slash));
    if (slash < 0) {
      return;
    }
    String digits = peer.substring(slash + 1);
    int most = address.length * 8;
    if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > most) {
      throw setting.error(
          "the network \"" + peer + "\" needs a prefix length from 0 to " + most + " after the /.",
          REMEDY);
    }
    if (hasBitsAfter(address, Integer.parseInt(digits))) {
      throw setting.error(
          "the address of the network \"" + peer + "\" has bits beyond its prefix length.",
          "Write its first address, for example 10.0.0.0/8 in place of 10.1.2.3/8.");
    }
  }

  private static byte[] address(Setting setting, String text) {
    boolean looksRight =
        text.indexOf(':') >= 0
            ? text.matches("[0-9A-Fa-f:.]+")
            : text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    try {
      if (looksRight) {
        return InetAddress.ofLiteral(text).getAddress();
      }
    } catch (IllegalArgumentException e) {
      // Not an address after all; said below.
    }
    throw setting.error("\"" + text + "\" is not an IP address.", REMEDY);
  }

  private static boolean hasBitsAfter(byte[] address, int prefix) {
    for (int bit = prefix; bit < address.length * 8; bit++) {
      if ((address[bit / 8] >> (7 - bit % 8) & 1) != 0) {
        return true;
      }
    }
    return false;
  }
}
