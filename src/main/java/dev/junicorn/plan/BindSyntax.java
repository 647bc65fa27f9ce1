package dev.junicorn.plan;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Locale;

/** The spellings of an address that gunicorn's {@code --bind} takes. */
final class BindSyntax {

  private BindSyntax() {}

  static Bind parse(String address) {
    if (address.startsWith("unix:")) {
      return unix(address.substring("unix:".length()));
    }
    if (address.startsWith("fd://")) {
      return inherited(address.substring("fd://".length()));
    }
    if (address.startsWith("http://") || address.startsWith("https://")) {
      throw wrong("this is a URL. Write HOST:PORT, as 127.0.0.1:8000.");
    }
    if (address.startsWith("/")) {
      throw wrong("this is a path. Write unix:" + address + ".");
    }
    String rest = address.startsWith("tcp://") ? address.substring("tcp://".length()) : address;
    if (rest.isEmpty()) {
      throw wrong("the address is empty. Write HOST:PORT, for example 0.0.0.0:8000.");
    }
    if (rest.indexOf(',') >= 0) {
      throw wrong("this is more than one address. Give --bind once for each.");
    }
    return rest.startsWith("[") ? bracketed(rest) : hostAndPort(rest);
  }

  private static Bind unix(String rest) {
    String path = rest.startsWith("//") ? rest.substring(2) : rest;
    if (path.isEmpty()) {
      throw wrong("the path is missing. Write unix:PATH, for example unix:/run/app.sock.");
    }
    return new Bind.Unix(Path.of(path));
  }

  private static Bind inherited(String number) {
    if (!number.matches("[0-9]{1,9}") || Integer.parseInt(number) < 3) {
      throw wrong(
          "a descriptor's number from 3 on is expected (0 to 2 are the standard streams)."
              + " Write fd://3 for the first socket that systemd hands over.");
    }
    return new Bind.Inherited(Integer.parseInt(number));
  }

  private static Bind bracketed(String rest) {
    int end = rest.indexOf(']');
    if (end < 0) {
      throw wrong("the closing bracket is missing. Write [::1]:8000.");
    }
    String host = rest.substring(1, end).toLowerCase(Locale.ROOT);
    if (host.indexOf(':') < 0) {
      throw wrong("brackets are for IPv6 addresses. Write HOST:PORT, or [::1]:8000.");
    }
    String port = rest.substring(end + 1);
    if (port.isEmpty()) {
      return new Bind.Tcp(host, Bind.DEFAULT_PORT);
    }
    if (!port.startsWith(":")) {
      throw wrong("a colon and the port are expected after the bracket. Write [::1]:8000.");
    }
    return new Bind.Tcp(host, port(port.substring(1)));
  }

  private static Bind hostAndPort(String rest) {
    int colon = rest.indexOf(':');
    if (colon != rest.lastIndexOf(':')) {
      throw wrong(
          rest.matches("[0-9A-Fa-f:.]+") && rest.matches(".*:.*:.*:.*|.*::.*")
              ? "an IPv6 address stands in brackets. Write [::1]:8000."
              : "there is a colon too many. Write HOST:PORT, as 127.0.0.1:8000.");
    }
    if (colon < 0 && rest.matches("[0-9]+")) {
      int port = port(rest);
      throw wrong("this is a port without a colon. Write :" + port + " or 127.0.0.1:" + port + ".");
    }
    if (colon < 0) {
      return new Bind.Tcp(host(rest), Bind.DEFAULT_PORT);
    }
    return new Bind.Tcp(host(rest.substring(0, colon)), port(rest.substring(colon + 1)));
  }

  private static String host(String host) {
    if (!host.matches("[0-9A-Za-z._-]*")) {
      throw wrong("\"" + host + "\" is not a host. Write a name or an address: 127.0.0.1:8000.");
    }
    return host.toLowerCase(Locale.ROOT);
  }

  private static int port(String port) {
    if (!port.matches("[0-9]+")) {
      throw wrong("the port \"" + port + "\" is not a number. Write HOST:PORT, as 127.0.0.1:8000.");
    }
    BigInteger number = new BigInteger(port);
    if (number.compareTo(BigInteger.valueOf(Bind.LARGEST_PORT)) > 0) {
      throw wrong(
          "the port " + number + " is out of range: ports go from 0 (any free one) to 65535.");
    }
    return number.intValueExact();
  }

  private static IllegalArgumentException wrong(String sentence) {
    return new IllegalArgumentException(sentence);
  }
}
