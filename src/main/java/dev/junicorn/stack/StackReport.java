package dev.junicorn.stack;

import java.util.List;

/**
 * What a worker's threads did at one moment.
 *
 * @param how how it was found out
 * @param why why there are no stacks; empty if there are
 * @param holdUp what holds the worker up
 * @param slots the slots that ran a request, in order
 * @param mainThread the main thread's frames, outermost first: while a worker boots, the import
 *     that takes long. Known only where {@code how} is {@link How#DUMPED}
 */
public record StackReport(
    How how, String why, HoldUp holdUp, List<SlotStack> slots, List<StackLine> mainThread) {

  /** The ways to a stack. */
  public enum How {
    /** The worker's watchdog thread answered. */
    ASKED,
    /** It did not; a signal made {@code faulthandler} write the stacks, which needs no GIL. */
    DUMPED,
    /** Neither worked. */
    UNAVAILABLE
  }

  /** There are no stacks. */
  public static StackReport unavailable(HoldUp holdUp, String why) {
    return new StackReport(How.UNAVAILABLE, why, holdUp, List.of(), List.of());
  }

  /** The stack of one request for the log, or why there is none. */
  public String text(int slot, int requestId) {
    for (SlotStack stack : slots) {
      if (stack.slot() == slot && stack.requestId() == requestId) {
        return stack.text();
      }
    }
    return how == How.UNAVAILABLE
        ? "(no stack: " + why + ")"
        : "(no stack: the request ended before it could be looked at)";
  }

  /** The main thread's stack for the log, or why there is none. */
  public String mainText() {
    return how == How.DUMPED ? SlotStack.text(mainThread) : "(no stack: " + why + ")";
  }
}
