package dev.junicorn.server;

/** How a server's life ended. */
public enum Outcome {
  /** It was told to stop, and did. */
  STOPPED,
  /** A setting cannot be carried out: an address is in use, a file cannot be opened. */
  BAD_SETTING,
  /** No worker could be started. */
  WORKER_BOOT_FAILED,
  /** The app could not be loaded. */
  APP_LOAD_FAILED,
  /** The app was loaded, and nothing else was wanted ({@code --check-config}). */
  CHECKED,
  /** It was told to end before it knew whether the app can be loaded. */
  CUT_SHORT
}
