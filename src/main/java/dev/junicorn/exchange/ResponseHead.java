package dev.junicorn.exchange;

import java.util.List;

/**
 * The head of an app's answer, as the app gave it: already free of CR, LF and NUL, one char per
 * byte.
 *
 * @param status 200 to 599
 * @param reason the reason phrase; may be empty
 */
public record ResponseHead(int status, String reason, List<Header> headers) {

  /** 204 and 304 never carry a body (RFC 9110 section 6.4.1). */
  public boolean forbidsBody() {
    return status == 204 || status == 304;
  }
}
