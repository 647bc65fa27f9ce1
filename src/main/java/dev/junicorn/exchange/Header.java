package dev.junicorn.exchange;

/**
 * One header field. Names keep the spelling they arrived with; values are latin-1 text without the
 * surrounding white space.
 */
public record Header(String name, String value) {

  /** Field names compare without case (RFC 9110 section 5.1). */
  public boolean is(String otherName) {
    return name.equalsIgnoreCase(otherName);
  }
}
