package dev.junicorn.observation;

/**
 * One thread of one worker.
 *
 * @param slot its number in the worker, from 0
 * @param state {@value #IDLE}, {@value #BUSY}, or {@value #STUCK} where its request was answered
 *     without it
 * @param method of the running request; empty while idle
 * @param target of the running request, as the client sent it; empty while idle
 * @param seconds for how long it has run; 0 while idle
 * @param ahead requests that wait in the slot's inbox and can be taken back
 */
public record SlotSeen(
    int worker,
    int pid,
    int slot,
    String state,
    String method,
    String target,
    double seconds,
    int ahead) {

  public static final String IDLE = "idle";
  public static final String BUSY = "busy";
  public static final String STUCK = "stuck";
}
