package dev.junicorn.console;

import java.util.concurrent.CompletionStage;

/**
 * What may be changed from the console, where {@code --console-allow-control} permits it. Called on
 * the console's loop; nothing here waits, and every stage completes in bounded time, on any thread.
 */
public interface ConsoleControl {

  /**
   * What became of it.
   *
   * @param done whether it was done
   * @param message a sentence for who asked
   * @param detail more lines, for example a traceback; empty where there are none
   */
  record Outcome(boolean done, String message, String detail) {}

  /**
   * Changes the number of workers and of threads in each.
   *
   * @param asker the client's address, for the log
   */
  CompletionStage<Outcome> scale(int workers, int threads, String asker);

  /**
   * Loads the app anew; refused where it cannot be loaded.
   *
   * @param asker the client's address, for the log
   */
  CompletionStage<Outcome> reload(String asker);
}
