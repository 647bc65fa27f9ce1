"""Runs a command that is not ours, in the process that was the server's or in one below it.

    run.py alone|with-parent DIRECTORY PROGRAM [ARGUMENT ...]

A shell passes no signals on: told to end, it ends, and what it started goes on or is killed with the container. This
process passes them on to every process of the command, waits until all of them have ended, and ends as the command did.
As process 1 of a container it also buries those whose parents are gone. With "with-parent" the command is told to end when
the process that started this one is gone, however that ended.
"""

import os
import signal
import subprocess
import sys
import threading
import time

PASSED_ON = ("SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGWINCH")
ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP)
LOOK_AGAIN = 0.05  # seconds
NOT_FOUND, NOT_EXECUTABLE, SIGNAL_BASE = 127, 126, 128  # a shell's exit codes


class Command:
    """The command and the session of processes that it leads."""

    def __init__(self):
        self.process = None
        self.early = []
        self.told_to_end = False

    def start(self, words, directory):
        # A session of its own, so that a signal reaches all of it and Ctrl-C does not arrive twice.
        self.process = subprocess.Popen(words, cwd=directory, start_new_session=True)
        for number in self.early:
            self.send(number)

    def pass_on(self, number, _frame):
        self.told_to_end = self.told_to_end or number in ENDING
        if self.process is None:
            self.early.append(number)
        else:
            self.send(number)

    def send(self, number):
        """Sends a signal to all of its processes; false if there is none."""
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return False
        return True

    def wait(self):
        """The exit code, when all that is to be waited for has ended."""
        code = None
        while code is None:
            pid, status = os.wait()
            if pid == self.process.pid:
                code = exit_code(status)
        # A shell that is told to end does so at once; the server below it may still finish what it has.
        while self.told_to_end and self.send(0):
            bury()
            time.sleep(LOOK_AGAIN)
        return code


    def end_with(self, parent):
        """Waits until this process has another parent than the one it began with."""
        while os.getppid() == parent:
            time.sleep(LOOK_AGAIN)
        self.told_to_end = True
        self.send(signal.SIGTERM)


def bury():
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def exit_code(status):
    return SIGNAL_BASE + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def main(tie, directory, words):
    parent = os.getppid()
    # The server blocked some signals for itself.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    command = Command()
    for name in PASSED_ON:
        signal.signal(getattr(signal, name), command.pass_on)
    try:
        command.start(words, directory)
    except OSError as error:
        print("junicorn: cannot run %s: %s" % (words[0], error.strerror), file=sys.stderr)
        return NOT_FOUND if isinstance(error, FileNotFoundError) else NOT_EXECUTABLE
    if tie == "with-parent":
        threading.Thread(target=command.end_with, args=(parent,), daemon=True).start()
    return command.wait()


if __name__ == "__main__":
    # It is in memory by now; nobody else knows of the file.
    os.unlink(__file__)
    os.rmdir(os.path.dirname(__file__))
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
