package dev.junicorn.exchange;

import java.util.List;

/**
 * The head of an app's answer, as the app gave it: already free of CR, LF and NUL, one char per
 * byte.
 *
 * @param status 200 to 999
 * @param reason the reason phrase; may be empty
 */
public record ResponseHead(int status, String reason, List<Header> headers) {

  /** 204, 205 and 304 never carry a body (RFC 9110 sections 6.4.1 and 15.3.6). */
  public boolean forbidsBody() {
    return status == 204 || status == 205 || status == 304;
  }
}
