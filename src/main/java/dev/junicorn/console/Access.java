package dev.junicorn.console;

import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.RequestHead;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who may read more than health. With a token: who sends it. Without one the console listens on
 * loopback only, and a request must name this machine as its host: a web page that has its own name
 * resolved to 127.0.0.1 (DNS rebinding) makes the user's browser ask, but not with such a host.
 *
 * @param digest of the token; digests are compared, so that neither content nor length shows in the
 *     time
 */
record Access(Optional<byte[]> digest) {

  private static final String SCHEME = "Bearer ";

  private static final Pattern HERE =
      Pattern.compile("(localhost|127\\.[0-9.]+|\\[::1\\])(:[0-9]+)?");

  static Access with(Optional<String> token) {
    return new Access(token.map(Access::digest));
  }

  /** The answer to who may not read data; empty for who may. */
  Optional<Page> refusal(RequestHead head) {
    return isFromElsewhere(head)
        ? Optional.of(
            Page.text(
                403, "A page of another site made the browser ask for this; it gets nothing."))
        : refusalOfReader(head);
  }

  /**
   * The answer to who may not load the page itself, which holds no data: it is where a browser asks
   * its user for the token.
   */
  Optional<Page> refusalOfPage(RequestHead head) {
    return digest.isPresent() ? Optional.empty() : refusalOfName(head);
  }

  private Optional<Page> refusalOfReader(RequestHead head) {
    if (digest.isPresent()) {
      return MessageDigest.isEqual(digest.get(), digest(presented(head)))
          ? Optional.empty()
          : Optional.of(
              Page.text(
                  401,
                  "This console asks for its token (--console-token): send the header"
                      + " \"Authorization: Bearer TOKEN\"."));
    }
    return refusalOfName(head);
  }

  private static Optional<Page> refusalOfName(RequestHead head) {
    return HERE.matcher(field(head, "Host").toLowerCase(Locale.ROOT)).matches()
        ? Optional.empty()
        : Optional.of(
            Page.text(
                403,
                "Without --console-token this console answers only to the names localhost,"
                    + " 127.0.0.1 and [::1]."));
  }

  /** Browsers say so themselves; a page cannot change what they say. */
  private static boolean isFromElsewhere(RequestHead head) {
    String site = field(head, "Sec-Fetch-Site");
    return site.equals("cross-site") || site.equals("same-site");
  }

  private static String presented(RequestHead head) {
    String field = field(head, "Authorization");
    return field.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? field.substring(SCHEME.length()).strip()
        : "";
  }

  private static String field(RequestHead head, String name) {
    for (Header header : head.headers()) {
      if (header.is(name)) {
        return header.value();
      }
    }
    return "";
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(token.getBytes(StandardCharsets.ISO_8859_1));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
