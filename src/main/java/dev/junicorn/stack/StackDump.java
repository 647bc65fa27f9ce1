package dev.junicorn.stack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what Python's {@code faulthandler} writes about all threads. */
final class StackDump {

  /** {@code Thread 0x00007f… (most recent call first):}; since 3.14 with the thread's name. */
  private static final Pattern THREAD =
      Pattern.compile("^(?:Current thread|Thread) 0x([0-9a-fA-F]{1,16})\\b.*:$");

  private static final Pattern FRAME =
      Pattern.compile("^  File \"(.*)\", line (\\d{1,9}) in (.*)$");

  private StackDump() {}

  /**
   * The stacks by the threads' numbers ({@code threading.get_ident()}), each outermost first, the
   * whole in the order of the text: the main thread is the last one. What is not understood is left
   * out.
   */
  static Map<Long, List<StackLine>> parse(String text) {
    Map<Long, List<StackLine>> stacks = new LinkedHashMap<>();
    List<StackLine> current = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher thread = THREAD.matcher(line);
      Matcher frame = FRAME.matcher(line);
      if (thread.matches()) {
        current = new ArrayList<>();
        stacks.put(Long.parseUnsignedLong(thread.group(1), 16), current);
      } else if (frame.matches()) {
        current.addFirst(
            new StackLine(frame.group(1), Integer.parseInt(frame.group(2)), frame.group(3), ""));
      }
    }
    return stacks;
  }
}
