package dev.junicorn.http;

/**
 * Fields that the server adds to an answer, beside those that every answer has.
 *
 * @param requestId the value of {@code X-Request-Id}; empty for none. The app's own outranks it
 * @param serverTiming the value of {@code Server-Timing}; empty for none. It comes beside the app's
 *     own
 */
record OwnFields(String requestId, String serverTiming) {

  static final OwnFields NONE = new OwnFields("", "");
}
