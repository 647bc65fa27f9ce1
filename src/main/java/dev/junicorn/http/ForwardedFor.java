package dev.junicorn.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code X-Forwarded-For} of a front end that writes {@code address:port}, as Azure App Service's
 * does. Libraries that read the header expect addresses alone.
 */
final class ForwardedFor {

  static final String NAME = "X-Forwarded-For";

  private static final Pattern IPV4_AND_PORT = Pattern.compile("([0-9.]{7,15}):[0-9]{1,5}");
  private static final Pattern IPV6_IN_BRACKETS =
      Pattern.compile("\\[([0-9A-Fa-f:.]{2,45})](?::[0-9]{1,5})?");

  private ForwardedFor() {}

  /** The list without ports; what is no address stays as it is. */
  static String withoutPorts(String value) {
    List<String> addresses = new ArrayList<>();
    for (String part : value.split(",", -1)) {
      addresses.add(withoutPort(part.strip()));
    }
    return String.join(", ", addresses);
  }

  private static String withoutPort(String address) {
    Matcher ipv4 = IPV4_AND_PORT.matcher(address);
    if (ipv4.matches()) {
      return ipv4.group(1);
    }
    Matcher ipv6 = IPV6_IN_BRACKETS.matcher(address);
    return ipv6.matches() ? ipv6.group(1) : address;
  }
}
