"""The process that forks the workers of one generation, reaps them, and dies with the server.

Single-threaded on purpose: only then is a fork clean. With --preload the app may start threads here;
the log names them.
"""

import _signal
import sys

# What a terminal or a service manager sends to all of its processes is for the server alone, also
# during the imports that follow. This module is built in and costs nothing.
for _number in (_signal.SIGHUP, _signal.SIGINT, _signal.SIGTERM):
    _signal.signal(_number, _signal.SIG_IGN)

# `python -c` puts '' first, which is the app's directory: a file of the user called json.py or
# signal.py must not be taken for the module that the bridge itself needs.
if sys.path and sys.path[0] == "":
    del sys.path[0]

import json
import os
import signal

# Now, since with --preload the app is imported here, and may replace them (gevent, eventlet).
from os import fork, waitpid
from select import select
from signal import signal as set_handler

from junicorn_bridge import greenlets, loggers, output, preload, prometheus, worker
from junicorn_bridge.descriptors import LOST, identities
from junicorn_bridge.wakeup import Wakeup

# In thousandths of the memory that ran out: more than the server's own part of it, also in 512 MB.
_OOM_HANDICAP = 300
_OOM_MOST = 1000


class Spawner:
    """Commands in from the server, reports out, and the children in between."""

    def __init__(self, commands, reports):
        self._commands = commands
        self._reports = reports
        self._settings = None
        self._app = None  # with --preload: imported here, inherited by the workers
        self._workers = {}  # pid -> number of the worker
        self._pending = b""
        self._wakeup = Wakeup()

    def run(self):
        """Serve commands until the server is gone, or needs this generation no more.

        Anything else that ends this, as a signal handler of a preloaded app may, leaves the workers
        as they are: they run requests, and serve until the server has others.
        """
        self._hear_signals()
        try:
            self._serve()
        except BrokenPipeError:
            pass  # nobody reads the reports: the server is gone
        self._end_workers()
        self._wakeup.leave()
        self._wakeup.close()

    def _serve(self):
        while True:
            ready, _, _ = select([self._commands, self._wakeup], [], [])
            if self._wakeup in ready:
                self._wakeup.take()
                self._reap()
            if self._commands in ready:
                data = os.read(self._commands, 65536)
                if not data or not self._take(data):
                    return

    def _hear_signals(self):
        """Learn of dead children through the pipe; leave everything else to the server.

        The end of standard input is the order to go. A service manager that signals every process
        at once must not take the workers' parent away while the server still drains.
        """
        self._wakeup.listen()
        set_handler(signal.SIGCHLD, lambda number, frame: None)
        ignore_signals()

    def _take(self, data):
        """Obey every whole line; False where the spawner has to end."""
        *lines, self._pending = (self._pending + data).split(b"\n")
        commands = [json.loads(line.decode("utf-8")) for line in lines if line.strip()]
        return all([self._obey(command) for command in commands])

    def _obey(self, command):
        if self._settings is None:
            return self._set_up(command)
        if command.get("do") == "fork":
            self._fork(command)
        elif command.get("do") == "kill":
            self._kill(command["worker"], command["signal"])
        else:
            log("unknown command: %r" % (command,))
        return True

    def _set_up(self, settings):
        """Take the first line, which says what to run; False where it cannot be run."""
        self._settings = settings
        prepare_path(settings["directory"], settings.get("python_path", ()))
        loggers.provide(settings.get("log_level", "info"))
        if settings.get("preload"):
            imported = preload.Preload(settings["app"], settings["directory"], settings["socket"])
            own = identities((self._commands, self._reports, *(end.fileno() for end in self._wakeup.ends)))
            self._app = imported.load(settings.get("boot_seconds", 0))
            if own != identities(own):
                log(LOST)
                os._exit(worker.EXIT_APP)
            self._hear_signals()  # the app may have had ideas of its own
            for sentence in imported.warnings:
                self._report(event="warning", message=sentence)
            if imported.failure is not None:
                kind, message, traceback = imported.failure
                self._report(event="boot_failed", kind=kind, message=message, traceback=traceback)
                return False
        self._report(event="ready", python=worker.PYTHON, executable=sys.executable)
        return True

    def _fork(self, command):
        number = command["worker"]
        output.flush()  # or what the import has left in a buffer would be written by each worker
        try:
            pid = fork()
        except OSError as error:
            self._report(event="fork_failed", worker=number, message=str(error))
            return
        if pid == 0:
            self._become_worker(command)
        self._workers[pid] = number
        self._report(event="forked", worker=number, pid=pid)

    def _become_worker(self, command):
        """In the child: let go of everything that is the spawner's. Never returns."""
        code = worker.EXIT_WORKER
        try:
            self._wakeup.leave()
            # TERM and INT are ignored until the worker has handlers of its own.
            for number in (signal.SIGCHLD, signal.SIGHUP):
                set_handler(number, signal.SIG_DFL)
            self._wakeup.close()
            os.close(self._reports)
            null = os.open(os.devnull, os.O_RDONLY)
            os.dup2(null, self._commands)  # the commands were standard input
            os.close(null)
            greenlets.renew()
            preload.seed_anew()
            code = worker.run(self._settings, command, self._app)
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(code)

    def _kill(self, number, signal_number):
        """Signal a worker that was not reaped: until then nobody else can have its pid."""
        for pid, worker_number in self._workers.items():
            if worker_number == number:
                os.kill(pid, signal_number)

    def _reap(self, options=os.WNOHANG):
        """Report the workers that ended. What the app has started here is the app's to wait for."""
        for pid, number in list(self._workers.items()):
            try:
                reaped, status = waitpid(pid, options)
            except ChildProcessError:
                reaped, status = pid, 0  # somebody in this process has waited for it already
            if reaped == 0:
                continue
            del self._workers[pid]
            prometheus.forget(pid)
            if os.WIFSIGNALED(status):
                self._report(event="exited", worker=number, pid=pid, signal=os.WTERMSIG(status))
            else:
                self._report(event="exited", worker=number, pid=pid, code=os.WEXITSTATUS(status))

    def _report(self, **event):
        data = json.dumps(event).encode("ascii") + b"\n"
        while data:
            data = data[os.write(self._reports, data) :]

    def _end_workers(self):
        """Kill what is left, and report how each has ended: some have done so by themselves."""
        for pid in self._workers:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        try:
            self._reap(options=0)
        except BrokenPipeError:
            pass  # the server is gone as well


def prepare_path(directory, python_path):
    """Put the app's directory first, and each further entry in front of it, as gunicorn does."""
    for entry in (directory, *python_path):
        entry = os.path.abspath(os.path.join(directory, entry))
        if entry not in sys.path:
            sys.path.insert(0, entry)


def go_before_the_server():
    """Make this process and its workers likelier to be chosen when memory runs out (proc(5)).

    The kernel frees the memory of a process that it has killed bit by bit, and kills the next one
    where somebody asks in between. That must never be the server: it can replace all the others.
    """
    path = "/proc/self/oom_score_adj"
    try:
        with open(path, encoding="ascii") as file:
            inherited = int(file.read())
        with open(path, "w", encoding="ascii") as file:
            file.write(str(min(inherited + _OOM_HANDICAP, _OOM_MOST)))
    except OSError:
        pass  # no /proc here, or not to be written: the kernel's own judgement has to do


def ignore_signals():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        set_handler(number, signal.SIG_IGN)


def log(message):
    print("junicorn spawner: " + message, file=sys.stderr, flush=True)


def main():
    """Run the spawner on standard input and output."""
    try:
        os.setsid()  # Ctrl-C in the terminal is for the server alone
    except OSError:
        pass  # we lead a session already
    # The server may have left them blocked. What has come since is ignored from the start, not late.
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    go_before_the_server()
    # A stray print, of ours or of a site customisation, must not end up between the reports.
    reports = os.dup(1)
    os.dup2(2, 1)
    output.prepare()
    Spawner(0, reports).run()
