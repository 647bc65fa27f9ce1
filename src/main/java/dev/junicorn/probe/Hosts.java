package dev.junicorn.probe;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Finds a host's addresses, and whether it may be probed without being asked twice. */
@FunctionalInterface
interface Hosts {

  /** The system's resolver. */
  Hosts SYSTEM = host -> List.of(InetAddress.getAllByName(host));

  List<InetAddress> addresses(String host) throws UnknownHostException;

  /**
   * The address to connect to, which is the one that was checked: a name could lead elsewhere when
   * it is asked for again.
   *
   * @param owned whether the user vouches for hosts that are neither loopback nor private
   */
  default InetAddress choose(String host, boolean owned) throws RefusedUrlException {
    List<InetAddress> addresses = resolve(host);
    for (InetAddress address : addresses) {
      if (!owned && !isNear(address)) {
        throw new RefusedUrlException(
            host
                + " is "
                + address.getHostAddress()
                + ", which is neither this machine nor a private network, and a probe is a small"
                + " burst of load.",
            "If the server is yours, add --i-own-this.");
      }
    }
    return addresses.getFirst();
  }

  private List<InetAddress> resolve(String host) throws RefusedUrlException {
    try {
      List<InetAddress> addresses = addresses(host);
      if (!addresses.isEmpty()) {
        return addresses;
      }
    } catch (UnknownHostException e) {
      // the same as no address at all
    }
    throw new RefusedUrlException("the host " + host + " is not known.", "Check its spelling.");
  }

  /** Loopback, link-local, or private (RFC 1918, RFC 4193). */
  static boolean isNear(InetAddress address) {
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || (address instanceof Inet6Address
            ? (address.getAddress()[0] & 0xfe) == 0xfc
            : address.isSiteLocalAddress());
  }

  /** A host whose addresses are given; for tests and for addresses that are written as such. */
  static Hosts fixed(InetAddress... addresses) {
    return _ -> Arrays.asList(addresses);
  }
}
