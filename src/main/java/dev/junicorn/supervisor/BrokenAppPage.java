package dev.junicorn.supervisor;

import dev.junicorn.exchange.Failure;

/** What clients are told while the app cannot be started. Pure. */
final class BrokenAppPage {

  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final String HTML = "text/html; charset=utf-8";

  private BrokenAppPage() {}

  /**
   * The failure that requests are answered with.
   *
   * @param developing whether {@code --reload} is on: a page for the developer's browser
   * @param debugErrors whether clients may know the cause
   * @param retryAfter seconds until the next attempt
   */
  static Failure of(BootFailure why, boolean developing, boolean debugErrors, int retryAfter) {
    if (developing) {
      return new Failure.AppBroken(retryAfter, page(why), HTML);
    }
    if (debugErrors) {
      return new Failure.AppBroken(retryAfter, text(why), PLAIN);
    }
    return new Failure.NoWorker(retryAfter);
  }

  private static String text(BootFailure why) {
    return "The app cannot be started (shown because of --debug-errors).\n\n"
        + why.message()
        + "\n"
        + (why.traceback().isEmpty() ? "" : "\n" + why.traceback());
  }

  private static String page(BootFailure why) {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head><meta charset="utf-8"><title>The app cannot be started</title>
    <style>body{font-family:system-ui,sans-serif;margin:3em;max-width:70em}
    pre{background:#f4f4f4;padding:1em;overflow-x:auto}</style></head>
    <body>
    <h1>The app cannot be started</h1>
    <p><strong>%s</strong></p>
    <pre>%s</pre>
    <p>Correct the file and load this page again: the server watches the app's files (--reload).</p>
    </body>
    </html>
    """
        .formatted(escape(why.message()), escape(why.traceback()));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
