package dev.junicorn.metrics;

/**
 * Every metric, by the conventions of Prometheus: base units, and their names say them. Micrometer
 * adds the unit and {@code _total} to the name.
 */
enum Metric {
  REQUESTS("junicorn.requests", "", "Requests that ended, by route group and class of status."),
  DURATION(
      "junicorn.request.duration",
      "seconds",
      "From the first byte of the request until the client's connection had taken the answer; the parts of"
          + " junicorn_request_time add up to it."),
  REQUEST_TIME(
      "junicorn.request.time",
      "seconds",
      "Where the time of all requests went, by part: receiving, queue, dispatch (there and back), cpu"
          + " (the app computed), contention (others had the processor or the GIL), blocked (it"
          + " waited for something else), sending."),
  QUEUE_WAIT(
      "junicorn.queue.wait",
      "seconds",
      "From the whole request until it was given to a slot. Only requests that were."),
  RESPONSE_BYTES(
      "junicorn.response.body", "bytes", "Bytes of answers' bodies, without heads and framing."),
  REFUSED("junicorn.requests.refused", "", "Requests that the server answered itself, by cause."),
  APP_FAILURES("junicorn.app.failures", "", "Requests for which the app raised an exception."),
  CLIENTS_LEFT(
      "junicorn.clients.left",
      "",
      "Clients that left before their answer was complete, by whether they had got any of it: none, or it"
          + " had begun, as that of any stream that somebody leaves."),
  REQUESTS_INTERRUPTED(
      "junicorn.requests.interrupted", "", "Requests whose worker died while it ran them."),
  SLOTS("junicorn.slots", "", "Slots (threads of workers), by state: busy or idle."),
  RUNNING("junicorn.requests.running", "", "Requests that were given to slots."),
  QUEUED("junicorn.queue.requests", "", "Requests that wait for a slot."),
  QUEUE_LIMIT("junicorn.queue.limit", "", "Requests that may wait (--queue-limit)."),
  QUEUE_AGE("junicorn.queue.oldest", "seconds", "How long the oldest waiting request has waited."),
  CONNECTIONS("junicorn.connections", "", "Open connections of clients."),
  ACCEPTED("junicorn.connections.accepted", "", "Connections accepted since the start."),
  WORKERS("junicorn.workers", "", "Worker processes, by state: booting or ready."),
  WORKER_EXITS(
      "junicorn.worker.exits",
      "",
      "Ended workers: expected ones, and crashes (expected=\"false\")."),
  WORKER_RECYCLES(
      "junicorn.worker.recycles", "", "Workers that were to be replaced, by the option or reason."),
  BOOT_FAILURES("junicorn.worker.boot.failures", "", "Workers that could not boot."),
  WORKER_CPU(
      "junicorn.worker.cpu", "seconds", "Processor time of a worker, user and system together."),
  WORKER_CONTENTION(
      "junicorn.worker.contention",
      "seconds",
      "Time in which a worker's requests could have computed, but others had the processor or the"
          + " GIL."),
  WORKER_PSS(
      "junicorn.worker.memory.pss",
      "bytes",
      "Memory of a worker, pages that it shares counted in proportion (PSS)."),
  READY("junicorn.ready", "", "1 if a worker has booted and the server is not draining, else 0."),
  LOG_DROPPED(
      "junicorn.log.dropped",
      "",
      "Lines that were lost because the log could not be written fast enough, by kind."),
  EVENTS_DROPPED(
      "junicorn.metrics.dropped", "", "Events that these numbers lack because they came too fast."),
  STATSD_DROPPED(
      "junicorn.statsd.dropped", "", "Datagrams that could not be sent to --statsd-host.");

  private final String id;
  private final String unit;
  private final String help;

  Metric(String id, String unit, String help) {
    this.id = id;
    this.unit = unit;
    this.help = help;
  }

  String id() {
    return id;
  }

  /** The base unit; empty for a plain number. */
  String unit() {
    return unit;
  }

  String help() {
    return help;
  }
}
