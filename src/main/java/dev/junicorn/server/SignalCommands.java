package dev.junicorn.server;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.log.Logs;
import dev.junicorn.server.Notices.Notice;
import dev.junicorn.supervisor.Supervisor;

/**
 * What each signal means: the same as to gunicorn's master. Called on the thread of signals, which
 * nothing here holds up.
 */
final class SignalCommands implements Signals.Listener {

  private final Notices notices;
  private final Reloads reloads;
  private final Supervisor supervisor;
  private final Handover handover;
  private final Logs logs;

  SignalCommands(
      Notices notices, Reloads reloads, Supervisor supervisor, Handover handover, Logs logs) {
    this.notices = notices;
    this.reloads = reloads;
    this.supervisor = supervisor;
    this.handover = handover;
    this.logs = logs;
  }

  @Override
  public void received(ServerSignal signal, String what) {
    switch (signal) {
      case TERM -> stop(what, false);
      case INT, QUIT -> stop(what, true);
      case HUP -> {
        logs.publish(new ServerEvent.Decided("Reloading: asked to (" + what + ")"));
        reloads.reload(what);
      }
      case TTIN -> supervisor.addWorkers(1, what);
      case TTOU -> supervisor.addWorkers(-1, what);
      case USR1 -> logs.reopen();
      case USR2 -> handover.begin(what);
    }
  }

  private void stop(String what, boolean quick) {
    notices.add(new Notice.Stop(Outcome.STOPPED, "asked to (" + what + ")", quick));
  }
}
