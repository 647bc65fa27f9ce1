package dev.junicorn.http;

/**
 * Whether requests have ids ({@code --request-id}).
 *
 * @param wanted whether the id that a client or a proxy gave is used
 * @param prefix what ids that are made begin with, unlike that of any other server; empty where
 *     none are made
 */
public record RequestIdRule(boolean wanted, String prefix) {

  /** No request has one; what clients send is a field like any other. */
  public static final RequestIdRule OFF = new RequestIdRule(false, "");

  boolean makes() {
    return !prefix.isEmpty();
  }
}
