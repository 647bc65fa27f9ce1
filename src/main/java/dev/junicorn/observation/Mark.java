package dev.junicorn.observation;

/**
 * Something that happened to the server rather than to a request.
 *
 * @param text one line, as the log has it
 */
public record Mark(long epochMillis, Kind kind, String text) {

  /** What may have changed the curves. */
  public enum Kind {
    /** A worker takes requests. */
    READY,
    /** New code serves. */
    RELOAD,
    /** New code was refused, or a worker could not boot. */
    BOOT_FAILURE,
    /** A worker died that was not told to. */
    CRASH,
    /** A request was ended for its age. */
    DEADLINE,
    /** A worker is to be replaced. */
    RECYCLE,
    /** More or fewer workers or threads are wanted. */
    RESIZE,
    /** The doctor has found something that lasts, or it is over. */
    FINDING,
    /** The server stops. */
    STOP
  }
}
