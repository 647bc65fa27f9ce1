package dev.junicorn.top;

import java.util.List;

/** What the keys do and what the letters mean. */
final class HelpPage {

  private static final String TEXT =
      """
      Keys
        arrows, h j k l  choose a slot
        s, Enter         the Python stack of its thread
        p, Space         stand still, go on
        ?                this page
        Esc              back
        q, Ctrl-C        quit

      The grid: a row is a worker, a cell is one of its threads (a slot)
      with the request that it runs and for how long.

      The bars of slow requests: where their time went
        r receiving the request     q waiting in the queue for a slot
        d between server and worker c the app computes
        g the app could compute, but others have the GIL or the processor
        b the app waits: database, network, file, lock, sleep
        s sending the answer

      The little curves show the last minute, the newest at the right.
      """;

  private HelpPage() {}

  static List<Line> lines() {
    return TEXT.lines()
        .map(line -> Line.of(line, line.startsWith(" ") ? Ink.PLAIN : Ink.STRONG))
        .toList();
  }
}
