package dev.junicorn.supervisor;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;

/**
 * A generation's life.
 *
 * <pre>
 *   STARTING ──► PROVING ──► SERVING ──► RETIRING ──► GONE
 *      └───────────────────────▲  └► ORPHANED ▲
 *   the first one has nobody      its spawner died: its workers serve
 *   to be measured against        until the next generation does
 *   any state may end in GONE
 * </pre>
 */
enum GenerationState {
  /** Its interpreter starts; with {@code --preload} it imports the app. */
  STARTING,
  /** Its first worker boots and answers the probe. */
  PROVING,
  /** New workers are its. */
  SERVING,
  /** Its spawner is dead: what runs runs on, and nothing can be forked. */
  ORPHANED,
  /** Another one serves; its workers are replaced one by one. */
  RETIRING,
  /** Its spawner is gone or was told to go. */
  GONE;

  private static final Map<GenerationState, EnumSet<GenerationState>> MOVES =
      new EnumMap<>(
          Map.of(
              STARTING, EnumSet.of(PROVING, SERVING, GONE),
              PROVING, EnumSet.of(SERVING, GONE),
              SERVING, EnumSet.of(ORPHANED, RETIRING, GONE),
              ORPHANED, EnumSet.of(RETIRING, GONE),
              RETIRING, EnumSet.of(GONE),
              GONE, EnumSet.noneOf(GenerationState.class)));

  boolean mayBecome(GenerationState next) {
    EnumSet<GenerationState> allowed = MOVES.get(this);
    return allowed != null && allowed.contains(next);
  }
}
