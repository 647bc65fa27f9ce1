package dev.junicorn.server;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.forensics.CrashReports;
import dev.junicorn.forensics.WorkerEnd;
import dev.junicorn.supervisor.WorkerDeath;

/** Tells of workers that have ended, and has those looked into that have crashed. */
record Deaths(CrashReports crashes) {

  void tell(WorkerDeath death) {
    crashes.publish(
        new ServerEvent.WorkerExited(
            death.worker(),
            death.pid(),
            death.how().describe() + (death.endedByForce() ? ", which the server sent" : ""),
            death.expected(),
            death.boot().isPresent()));
    crashes.died(
        new WorkerEnd(
            death.worker(),
            death.pid(),
            death.generation(),
            death.how(),
            death.expected(),
            death.signalSent().isPresent(),
            death.boot().isPresent(),
            death.requests()));
  }
}
