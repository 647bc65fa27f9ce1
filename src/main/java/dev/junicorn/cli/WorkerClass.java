package dev.junicorn.cli;

import dev.junicorn.plan.Sourced;
import java.util.Locale;
import java.util.Optional;

/**
 * gunicorn's {@code --worker-class}. Junicorn has one kind of worker, with threads. An app that was
 * run with {@code sync} got one request at a time in each process, so it gets one thread unless
 * more are asked for: it may not be safe with more.
 */
final class WorkerClass {

  private WorkerClass() {}

  /** How many threads the class means where {@code --threads} does not say. */
  static Optional<Sourced<Integer>> threads(Setting setting) {
    String name = setting.value().strip().toLowerCase(Locale.ROOT);
    return switch (name) {
      case "sync", "gunicorn.workers.sync.syncworker" ->
          Optional.of(
              new Sourced<>(1, setting.source() + " sync: one at a time; --threads N for more"));
      case "gthread", "gunicorn.workers.gthread.threadworker" -> Optional.empty();
      default -> throw setting.error(why(name), remedy(name));
    };
  }

  private static String why(String name) {
    return isAsgi(name)
        ? "this is for ASGI apps; Junicorn serves WSGI apps (Flask, Django) only, for now."
        : "Junicorn does not have this kind of worker.";
  }

  private static String remedy(String name) {
    if (isAsgi(name)) {
      return "Serve an ASGI app (FastAPI, Starlette) with uvicorn; a Django app has a WSGI module as"
          + " well: junicorn mysite.wsgi.";
    }
    if (name.contains("gevent") || name.contains("eventlet") || name.contains("tornado")) {
      return "Leave it out and use threads: --threads 20 serves 20 requests at once in each"
          + " process, without patching the app; slow clients never occupy one.";
    }
    return "Leave it out, or choose sync or gthread; --threads sets the number of threads.";
  }

  private static boolean isAsgi(String name) {
    return name.contains("uvicorn") || name.contains("asgi") || name.contains("aiohttp");
  }
}
