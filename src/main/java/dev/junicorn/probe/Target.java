package dev.junicorn.probe;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What to ask, and whom.
 *
 * @param host as in the URL, for {@code Host} and for the certificate
 * @param address where to connect to; checked
 * @param secure whether it is https
 * @param path with the query, from {@code /} on
 * @param headers to send beside {@code Host}, {@code Connection} and {@code User-Agent}
 */
public record Target(
    String url,
    String method,
    String host,
    InetSocketAddress address,
    boolean secure,
    String path,
    List<Header> headers) {

  /** A header as the user gave it. */
  public record Header(String name, String value) {}

  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** A URL without its beginning: a host with or without a port, perhaps a path. */
  private static final Pattern BARE = Pattern.compile("[0-9A-Za-z.-]+(:[0-9]+)?(/\\S*)?");

  /** They say where a message ends; a wrong one would spoil the measurement. */
  private static final Set<String> OURS =
      Set.of("connection", "content-length", "transfer-encoding");

  /**
   * Reads and checks a URL.
   *
   * @param headers {@code NAME: VALUE} each
   * @param owned whether the user vouches for hosts that are neither loopback nor private
   */
  public static Target of(String url, String method, List<String> headers, boolean owned)
      throws RefusedUrlException {
    return of(url, method, headers, owned, Hosts.SYSTEM);
  }

  static Target of(String url, String method, List<String> headers, boolean owned, Hosts hosts)
      throws RefusedUrlException {
    URI uri = parse(url);
    String host = uri.getHost();
    boolean secure = uri.getScheme().equalsIgnoreCase("https");
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    return new Target(
        url,
        method(method),
        uri.getPort() >= 0 ? host + ":" + port : host,
        new InetSocketAddress(hosts.choose(unbracketed(host), owned), port),
        secure,
        path(uri),
        checked(headers));
  }

  /** The name without the port, for the certificate. */
  String serverName() {
    return unbracketed(host.replaceFirst(":[0-9]+$", ""));
  }

  private static URI parse(String url) throws RefusedUrlException {
    String example = "Write, for example, http://127.0.0.1:8000/report.";
    if (BARE.matcher(url).matches()) {
      throw new RefusedUrlException(
          "this does not begin with http:// or https://.",
          "Write http://" + url + (url.contains("/") ? "" : "/") + ".");
    }
    try {
      URI uri = new URI(url);
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      if (!Set.of("http", "https").contains(scheme)) {
        throw new RefusedUrlException("this does not begin with http:// or https://.", example);
      }
      if (uri.getHost() == null || uri.getPort() > 65535) {
        throw new RefusedUrlException("there is no host with a valid port in it.", example);
      }
      if (uri.getUserInfo() != null) {
        throw new RefusedUrlException(
            "names and passwords in URLs are not sent.",
            "Give them as a header: --header 'Authorization: ...'.");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new RefusedUrlException("this is not a URL: " + e.getReason() + ".", example);
    }
  }

  private static String path(URI uri) {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  private static String method(String method) throws RefusedUrlException {
    String upper = method.toUpperCase(Locale.ROOT);
    if (!Set.of("GET", "HEAD").contains(upper)) {
      throw new RefusedUrlException(
          "--method " + method + " could change something, and it is sent many times.",
          "Use GET or HEAD.");
    }
    return upper;
  }

  private static List<Header> checked(List<String> headers) throws RefusedUrlException {
    List<Header> all = new ArrayList<>();
    for (String header : headers) {
      int colon = header.indexOf(':');
      String name = colon < 0 ? "" : header.substring(0, colon);
      if (header.chars().anyMatch(c -> c < ' ' || c > '~')) {
        throw new RefusedUrlException(
            "--header \"" + header + "\" has a character that is not printable ASCII.",
            "Write --header 'Cookie: id=1'.");
      }
      if (!TOKEN.matcher(name).matches()) {
        throw new RefusedUrlException(
            "--header \"" + header + "\" is not a header.", "Write --header 'Cookie: id=1'.");
      }
      if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
        throw new RefusedUrlException(
            "--header " + name + " is the probe's own business.", "Leave it out.");
      }
      all.add(new Header(name, header.substring(colon + 1).strip()));
    }
    return List.copyOf(all);
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
