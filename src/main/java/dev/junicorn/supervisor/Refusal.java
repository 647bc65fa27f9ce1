package dev.junicorn.supervisor;

/**
 * New code that was thrown away while the code from before serves on.
 *
 * @param why one line, of {@value #LONGEST} characters at most
 * @param at when; monotonic nanoseconds
 */
record Refusal(String why, long at) {

  /** What the app says of itself may be of any length. */
  private static final int LONGEST = 500;

  static Refusal of(BootFailure failure, long at) {
    String line = failure.message().lines().findFirst().orElse("");
    return new Refusal(
        line.length() > LONGEST ? line.substring(0, LONGEST - 1) + "\u2026" : line, at);
  }
}
