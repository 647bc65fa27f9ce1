package dev.junicorn.channel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that a slot's thread may open by their paths: each stays open until the slot has done
 * with the request, since its descriptor's number may be another file's afterwards. As many as the
 * slot has requests, two for each at most. Confined to the dispatch loop.
 */
final class KeptFiles {

  private final Map<Integer, List<Runnable>> closing = new HashMap<>();

  /**
   * @param close lets go of a file of this request
   */
  void keep(int requestId, Runnable close) {
    closing.computeIfAbsent(requestId, id -> new ArrayList<>(2)).add(close);
  }

  /** The slot does not need the files of this request any more, if there are any. */
  void close(int requestId) {
    if (closing.isEmpty()) {
      return;
    }
    List<Runnable> files = closing.remove(requestId);
    if (files != null) {
      files.forEach(Runnable::run);
    }
  }

  void closeAll() {
    List.copyOf(closing.keySet()).forEach(this::close);
  }
}
