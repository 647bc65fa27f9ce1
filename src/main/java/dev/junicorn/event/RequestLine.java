package dev.junicorn.event;

/** How messages name a request, so that it can be found in the other logs. */
final class RequestLine {

  private RequestLine() {}

  /**
   * @param id empty where it has none
   */
  static String of(String method, String target, String id) {
    String line = method + " " + target;
    return id.isEmpty() ? line : line + " [" + id + "]";
  }
}
