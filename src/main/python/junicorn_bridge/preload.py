"""Imports the app in the spawner, so that workers are forked from it (--preload)."""

import contextlib
import fcntl
import gc
import os
import stat
import sys
import threading

import _socket as socket
from junicorn_bridge import loader
from junicorn_bridge.watchdog import faulthandler
from junicorn_bridge.failure import AppError, describe
from junicorn_bridge.forks import end_child_of

# So many names are enough to find the place; the sentence says how many more there are.
_NAMES = 10

# How a log is opened.
_APPENDS = os.O_APPEND | os.O_WRONLY

_CUT_OFF = (
    "--preload: since the import of the app no worker can be started: %s. An import that changes the root or the "
    "user of its process (os.chroot, os.setuid) does it to the process that starts the workers, which needs the "
    "server's files. Leave --preload out; better, leave the change out, and start the server in that root, as that "
    "user."
)


@contextlib.contextmanager
def _limit(seconds):
    if not seconds or faulthandler is None:
        yield
        return
    # A thread without Python, which needs no GIL; it is gone before the first fork.
    faulthandler.dump_traceback_later(seconds, exit=True, file=2)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


class Preload:
    """One import, what failed in it, and what does not survive a fork."""

    def __init__(self, spec, directory, needed):
        """``needed`` is a path that the workers must find after the import."""
        self._spec = spec
        self._directory = directory
        self._needed = needed
        #: Sentences for the log.
        self.warnings = []
        #: ``(kind, message, traceback)`` as in BOOT_FAILED, None where all went well.
        self.failure = None

    def load(self, seconds=0):
        """The app, None where it failed.

        An import that takes longer than ``seconds`` ends the process, with its stack on standard
        error: nobody else could tell where it hangs. 0 is for ever.
        """
        before = set(_descriptors())
        pid = os.getpid()
        try:
            with _limit(seconds):
                app = loader.load(self._spec, self._directory)
            end_child_of(pid)
        except BaseException as error:
            end_child_of(pid, error)
            message, traceback = describe(error)
            if isinstance(error, AppError):
                traceback = describe(error.__cause__)[1] if error.__cause__ is not None else ""
            self.failure = ("app", message, traceback)
            return None
        try:
            os.stat(self._needed)
        except OSError as error:
            self.failure = ("app", _CUT_OFF % error, "")
            return None
        # What is imported is shared by all workers: a collection must not write to its pages.
        gc.collect()
        gc.freeze()
        self._look_at_threads()
        self._look_at_descriptors(before)
        return app

    def _look_at_threads(self):
        names = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
        if names:
            self.warnings.append(
                "--preload: the import has started %s: %s. A fork takes only the thread that forks along: in the "
                "workers %s will not run, and a lock that one of them holds stays held. Start threads in the "
                "first request, or leave --preload out."
                % (_count(names, "thread"), _list(names), "it" if len(names) == 1 else "they")
            )

    def _look_at_descriptors(self, before):
        opened = [name for number, name in _descriptors().items() if number not in before]
        sockets = [name for name in opened if name.startswith("socket ")]
        meant = _shared_memory()
        files = [name for name in opened if name.startswith("file ") and name not in meant]
        if sockets:
            self.warnings.append(
                "--preload: the import has opened %s: %s. All workers share what was open before the fork, and their "
                "bytes get mixed up. Connect in the first request, or leave --preload out."
                % (_count(sockets, "socket"), _list(sockets))
            )
        if files:
            self.warnings.append(
                "--preload: the import has opened %s: %s. All workers share the position in it. Open files in the "
                "first request, or leave --preload out." % (_count(files, "file"), _list(files))
            )


def seed_anew():
    """In a fork: have numpy's generator, which the import has made, draw other numbers than in the
    other workers. The random module sees to itself."""
    generator = sys.modules.get("numpy.random")
    try:
        if generator is not None:
            generator.seed()
    except Exception:
        pass  # the app has put another one in its place


def _descriptors():
    """What is open: number -> name of sockets, and of files that have a position: what is written
    to a log goes to its end, whoever writes it."""
    found = {}
    for entry in os.listdir("/proc/self/fd"):
        try:
            number = int(entry)
            mode = os.fstat(number).st_mode
            target = os.readlink("/proc/self/fd/" + entry)
            appends = fcntl.fcntl(number, fcntl.F_GETFL) & _APPENDS == _APPENDS
        except (OSError, ValueError):
            continue  # the listing itself, closed by now
        if stat.S_ISSOCK(mode):
            found[number] = "socket %d%s" % (number, _peer(number))
        elif stat.S_ISREG(mode) and not appends:
            found[number] = "file " + target
        else:
            found[number] = target
    return found


def _shared_memory():
    """Files without a name that are mapped to be shared, such as multiprocessing makes for its
    values: the workers share what is in them, and that on purpose."""
    with open("/proc/self/maps", "rb") as maps:
        lines = [os.fsdecode(line.rstrip(b"\n")).split(None, 5) for line in maps]
    return {"file " + fields[5] for fields in lines if fields[1].endswith("s") and fields[-1].endswith(" (deleted)")}


def _peer(number):
    """Where a socket leads to, for the reader to recognise it."""
    default = socket.getdefaulttimeout()
    # The copy shares its flags with the app's own socket, which a timeout would make non-blocking.
    socket.setdefaulttimeout(None)
    copy = None
    try:
        copy = socket.socket(fileno=os.dup(number))
        return " to %s" % (copy.getpeername(),)
    except OSError:
        return ""
    finally:
        if copy is not None:
            copy.close()
        socket.setdefaulttimeout(default)


def _count(names, noun):
    return "%d %s%s" % (len(names), noun, "" if len(names) == 1 else "s")


def _list(names):
    more = len(names) - _NAMES
    return ", ".join(names[:_NAMES]) + (" and %d more" % more if more > 0 else "")
