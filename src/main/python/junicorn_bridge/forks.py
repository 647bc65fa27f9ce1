"""Processes that the app forks off the one that the server knows: they must not speak for it.

A child has all connections of its parent and, in the thread that has forked, all of its stack. What
the app does in it is the app's business; where it comes back to the bridge, the child ends.
"""

import errno
import os
import signal
import sys
from _thread import get_ident

from junicorn_bridge.descriptors import identities
from junicorn_bridge.failure import AppError, describe, is_ours, location


class Connections:
    """The sockets and pipes that are the worker's alone: what it forks lets go of them at once.

    So a second answer to one request reaches nobody, and the server sees the worker's end although
    its children live on.
    """

    def __init__(self):
        self._ends = []
        self._identities = {}
        os.register_at_fork(after_in_child=self._let_go)

    def add(self, *ends):
        """Takes whatever has a fileno(), negative once it is closed."""
        self._ends += ends
        self._identities.update(identities(end.fileno() for end in ends))

    def are_lost(self):
        """Whether somebody else has closed one. To be asked before one of them is closed by us."""
        return self._identities != identities(self._identities)

    def _let_go(self):
        # Not closed: their numbers would be free for files of the app's, and the answer with them.
        try:
            # Such a descriptor can neither be read nor written: who comes back to the bridge fails.
            null = os.open(os.devnull, os.O_PATH)
            for end in self._ends:
                number = end.fileno()
                if number >= 0 and number != null:
                    os.dup2(null, number, inheritable=False)
            os.close(null)
        except OSError:
            pass  # no descriptor is left for a moment
        # Forked again, a child may have given these numbers to files of its own.
        self._ends.clear()


class Signals:
    """The worker's handlers of signals, and what hears of them: neither is for what it forks.

    A child that had them would not end when it is told to, and would speak to the server instead.
    """

    def __init__(self, wakeup):
        self._wakeup = wakeup
        self._handlers = {}
        self._masks = {}
        os.register_at_fork(before=self._block, after_in_parent=self._restore, after_in_child=self._reset)

    def handle(self, number, handler):
        self._handlers[number] = handler
        signal.signal(number, handler)

    def _block(self):
        # Or a signal that comes before _reset would be taken for one to the worker, and be lost.
        self._masks[get_ident()] = signal.pthread_sigmask(signal.SIG_BLOCK, self._handlers)

    def _restore(self):
        signal.pthread_sigmask(signal.SIG_SETMASK, self._masks.pop(get_ident()))

    def _reset(self):
        self._wakeup.leave()
        for number, handler in self._handlers.items():
            if signal.getsignal(number) == handler:  # and not one of the app's
                # INT as well: what KeyboardInterrupt interrupts may be this, where it is lost.
                signal.signal(number, signal.SIG_DFL)
        self._restore()


def end_child_of(owner, error=None):
    """End this process unless its pid is ``owner``, with what ``error`` is to an interpreter.

    Exit handlers do not run, as in multiprocessing: they are the parent's, and many wait for
    threads, none of which were forked along.
    """
    if os.getpid() == owner:
        return
    code = 1
    try:
        code = exit_code(error)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        pass  # whatever the app has made of them
    finally:
        os._exit(code)


def exit_code(error):
    """What an interpreter would exit with because of ``error``; it may have something to print, too."""
    if isinstance(error, AppError) and error.__cause__ is not None:
        error = error.__cause__
    if isinstance(error, SystemExit):
        if error.code is None or isinstance(error.code, int):
            return (error.code or 0) & 0xFF
        sys.stderr.write("%s\n" % (error.code,))
        return 1
    if error is None or location(error) is None or _has_let_go(error):
        sys.stderr.write(
            "junicorn: process %d, which the app has forked, ends where it came back to the server: only its "
            "parent answers\n" % os.getpid()
        )
        return 0
    sys.stderr.write(describe(error)[1])
    return 1


def _has_let_go(error):
    """Whether ``error`` is that of a connection which the child has not got any more."""
    return getattr(error, "errno", None) == errno.EBADF and is_ours(error)
