package dev.junicorn.channel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a slot's thread may read of its requests beside its inbox, files and parts of its room: each
 * stays as it is until the slot has done with the request, since it may be another request's
 * afterwards. As many as the slot has requests, two for each at most. Confined to the dispatch
 * loop.
 */
final class KeptThings {

  private final Map<Integer, List<Runnable>> kept = new HashMap<>();

  /**
   * @param letGo gives up a thing of this request
   */
  void keep(int requestId, Runnable letGo) {
    kept.computeIfAbsent(requestId, id -> new ArrayList<>(2)).add(letGo);
  }

  /** The slot does not need the things of this request any more, if there are any. */
  void letGo(int requestId) {
    if (kept.isEmpty()) {
      return;
    }
    List<Runnable> things = kept.remove(requestId);
    if (things != null) {
      things.forEach(Runnable::run);
    }
  }

  void letGoOfAll() {
    List.copyOf(kept.keySet()).forEach(this::letGo);
  }
}
