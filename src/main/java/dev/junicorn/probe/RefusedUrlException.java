package dev.junicorn.probe;

/** This URL is not probed; why, and what to do. */
public final class RefusedUrlException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String why;
  private final String remedy;

  RefusedUrlException(String why, String remedy) {
    super(why + " " + remedy, null, false, false);
    this.why = why;
    this.remedy = remedy;
  }

  public String why() {
    return why;
  }

  public String remedy() {
    return remedy;
  }
}
