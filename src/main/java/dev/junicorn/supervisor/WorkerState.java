package dev.junicorn.supervisor;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;

/**
 * A worker's life as the supervisor sees it.
 *
 * <pre>
 *   FORKING ──► BOOTING ──► READY ──► DRAINING ──► ENDING ──► GONE
 *                   └► PROVING ┘
 *   any state may be told to end, and may end in GONE
 * </pre>
 */
enum WorkerState {
  /** The spawner was told to fork it. */
  FORKING,
  /** The process runs and imports the app. */
  BOOTING,
  /** It has booted, and takes no requests before its generation is proven. */
  PROVING,
  /** It takes requests. */
  READY,
  /** It finishes what it has. */
  DRAINING,
  /** It was told to end. */
  ENDING,
  /** The process is gone. */
  GONE;

  private static final Map<WorkerState, EnumSet<WorkerState>> MOVES =
      new EnumMap<>(
          Map.of(
              FORKING, EnumSet.of(BOOTING, ENDING, GONE),
              BOOTING, EnumSet.of(PROVING, READY, ENDING, GONE),
              PROVING, EnumSet.of(READY, ENDING, GONE),
              READY, EnumSet.of(DRAINING, ENDING, GONE),
              DRAINING, EnumSet.of(ENDING, GONE),
              ENDING, EnumSet.of(GONE),
              GONE, EnumSet.noneOf(WorkerState.class)));

  boolean mayBecome(WorkerState next) {
    EnumSet<WorkerState> allowed = MOVES.get(this);
    return allowed != null && allowed.contains(next);
  }

  /** As it is shown to people. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether another has its place, or none is wanted. */
  boolean isOnItsWayOut() {
    return this == DRAINING || this == ENDING;
  }

  /** Whether it counts towards the wanted number of workers. */
  boolean counts() {
    return this == FORKING || this == BOOTING || this == READY;
  }
}
