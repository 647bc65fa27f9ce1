"""The process that forks the workers of one generation, reaps them, and dies with the server.

Single-threaded on purpose: only then is a fork clean.
"""

import sys

# `python -c` puts '' first, which is the app's directory: a file of the user called json.py or
# signal.py must not be taken for the module that the bridge itself needs.
if sys.path and sys.path[0] == "":
    del sys.path[0]

import json
import os
import select
import signal

from junicorn_bridge import worker


class Spawner:
    """Commands in from the server, reports out, and the children in between."""

    def __init__(self, commands, reports):
        self._commands = commands
        self._reports = reports
        self._settings = None
        self._workers = {}  # pid -> number of the worker
        self._pending = b""
        self._wakeup, self._wakeup_end = os.pipe()
        for end in (self._wakeup, self._wakeup_end):
            os.set_blocking(end, False)

    def run(self):
        """Serve commands until the server is gone."""
        signal.set_wakeup_fd(self._wakeup_end, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        try:
            while True:
                ready, _, _ = select.select([self._commands, self._wakeup], [], [])
                if self._wakeup in ready:
                    os.read(self._wakeup, 4096)
                    self._reap()
                if self._commands in ready:
                    data = os.read(self._commands, 65536)
                    if not data:
                        return
                    self._take(data)
        except BrokenPipeError:
            return  # nobody reads the reports: the server is gone
        finally:
            self._kill_workers()

    def _take(self, data):
        *lines, self._pending = (self._pending + data).split(b"\n")
        for line in lines:
            if line.strip():
                self._obey(json.loads(line.decode("utf-8")))

    def _obey(self, command):
        if self._settings is None:
            self._settings = command
            prepare_path(command["directory"], command.get("python_path", ()))
            self._report(event="ready", python=worker.PYTHON, executable=sys.executable)
        elif command.get("do") == "fork":
            self._fork(command)
        else:
            log("unknown command: %r" % (command,))

    def _fork(self, command):
        number = command["worker"]
        sys.stdout.flush()
        sys.stderr.flush()
        try:
            pid = os.fork()
        except OSError as error:
            self._report(event="fork_failed", worker=number, message=str(error))
            return
        if pid == 0:
            self._become_worker(command)
        self._workers[pid] = number
        self._report(event="forked", worker=number, pid=pid)

    def _become_worker(self, command):
        """In the child: let go of everything that is the spawner's. Never returns.

        The random module needs no care: where it was imported it seeds itself anew after a fork.
        """
        code = worker.EXIT_WORKER
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            for descriptor in (self._reports, self._wakeup, self._wakeup_end):
                os.close(descriptor)
            null = os.open(os.devnull, os.O_RDONLY)
            os.dup2(null, self._commands)  # the commands were standard input
            os.close(null)
            code = worker.run(self._settings, command)
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(code)

    def _reap(self):
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            number = self._workers.pop(pid, None)
            if number is None:
                continue  # an orphan that was given to us: reaped, and nobody's news
            if os.WIFSIGNALED(status):
                self._report(event="exited", worker=number, pid=pid, signal=os.WTERMSIG(status))
            else:
                self._report(event="exited", worker=number, pid=pid, code=os.WEXITSTATUS(status))

    def _report(self, **event):
        data = json.dumps(event).encode("ascii") + b"\n"
        while data:
            data = data[os.write(self._reports, data) :]

    def _kill_workers(self):
        for pid in self._workers:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


def prepare_path(directory, python_path):
    """Put the app's directory first, and each further entry in front of it, as gunicorn does."""
    for entry in (directory, *python_path):
        entry = os.path.abspath(os.path.join(directory, entry))
        if entry not in sys.path:
            sys.path.insert(0, entry)


def log(message):
    print("junicorn spawner: " + message, file=sys.stderr, flush=True)


def main():
    """Run the spawner on standard input and output."""
    try:
        os.setsid()  # Ctrl-C in the terminal is for the server alone
    except OSError:
        pass  # we lead a session already
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    # The end of standard input is the order to go. A service manager that signals every process
    # at once must not take the workers' parent away while the server still drains.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    # A stray print, of ours or of a site customisation, must not end up between the reports.
    reports = os.dup(1)
    os.dup2(2, 1)
    Spawner(0, reports).run()
