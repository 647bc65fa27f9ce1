package dev.junicorn.stack;

/**
 * One frame of a Python stack.
 *
 * @param file as Python names it; absolute for code that was imported from a file
 * @param line 1 or more
 * @param function the code's own name, {@code <module>} at the top of a file
 * @param source that line of the file, without its indentation; empty if it could not be read
 */
public record StackLine(String file, int line, String function, String source) {

  /** As in a traceback of Python; two lines where the source is known. */
  String text() {
    String place = "  File \"" + file + "\", line " + line + ", in " + function;
    return source.isEmpty() ? place : place + "\n    " + source;
  }
}
