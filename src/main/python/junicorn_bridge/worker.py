"""A worker process: boots the app, runs its slots, and ends when the server says so.

The main thread boots, then does nothing but listen to the server, so that signals and the order
to stop are heard however busy the app is. Requests are the business of the slots (wsgi.py).
"""

import atexit
import gc
import mmap
import os
import signal
import sys
import threading
from _thread import allocate_lock, get_ident, start_new_thread
from select import POLLIN, poll  # now: gevent and eventlet replace them
from threading import Thread, get_native_id
from time import sleep

from junicorn_bridge import descriptors, frames, greenlets, loader, output, sessions, sources, threads
from junicorn_bridge.failure import AppError, describe, location
from junicorn_bridge.forks import Connections, Signals, end_child_of, exit_code
from junicorn_bridge.freethreading import has_gil
from junicorn_bridge.stream import SlotStream, Stream
from junicorn_bridge.wakeup import Wakeup
from junicorn_bridge.watchdog import NATIVE_THREAD, THREAD, Dumps, Watchdog
from junicorn_bridge.wsgi import Slot, slot_environ

EXIT_OK = 0
EXIT_WORKER = 3
EXIT_APP = 4

NO_MORE_THREADS = (
    "The system does not let the worker start all of its threads. Ask for fewer (--threads, --workers), or raise the "
    "limit: pids.max or --pids-limit of the container, TasksMax= of systemd, ulimit -u, or ulimit -v"
)

PYTHON = "%d.%d.%d" % sys.version_info[:3]

# How long exit handlers may take. Without a server nobody is left to end a worker that hangs.
_EXIT_SECONDS = 10.0
_ORPHAN_SECONDS = 1.5


def run(settings, command, app=None):
    """Be the worker of one fork command; returns the exit code.

    ``app`` is the one that the spawner has imported, None where the worker has to.
    """
    output.redirect(command["output"])
    number, pid = command["worker"], os.getpid()
    own = Connections()
    wakeup = Wakeup()
    own.add(*wakeup.ends)
    control = Control(connect(settings, own), wakeup)
    control.send(frames.HELLO_CONTROL, (number, pid))
    control.catch_signals()

    try:
        # Before the import, which may hang, replace sockets, or move to another root or user.
        watch = connect(settings, own)
        watch.send(frames.encode(frames.HELLO_WATCH, meta=(number,)))
        dumps = Dumps(command["board"])
        announce_dumps(dumps, control)
        lines = map_scoreboard(command["board"], command["threads"])
        streams = connect_slots(settings, command, own)
    except Exception as error:
        return fail_boot(control, "worker", error, EXIT_WORKER)
    try:
        if app is None:
            app = loader.load(settings["app"], settings["directory"])
            end_child_of(pid)
        threads.check(command["threads"])
    except BaseException as error:
        end_child_of(pid, error)
        if not own.are_lost():
            return fail_boot(control, "app", error, EXIT_APP)
    finally:
        if "modules" in command:
            sources.follow(command["modules"])
    if own.are_lost():
        os.write(2, b"junicorn: " + descriptors.LOST.encode() + b"\n")
        return EXIT_APP
    try:
        announce_dumps(dumps, control)
        slots = make_slots(app, streams, lines)
        if threads.replaced_by() is None:
            start(slots)
        start_thread(Watchdog(watch, lines, slots))
    except Exception as error:
        return fail_boot(control, "worker", error, EXIT_WORKER)

    if number == 1:  # once is enough
        control.warn(sessions.warning(app, settings.get("workers", 1)))
        control.warn(bodies_warning(settings["server_pid"]))
    control.announce_ready(settings["app"])
    if threads.replaced_by() is None:
        is_asked = control.wait()
    else:
        is_asked = control.wait_beside(slots[0])
    leave(_EXIT_SECONDS if is_asked else _ORPHAN_SECONDS, control.tell_app)
    return control.exit_code()


class Control:
    """The control stream. Confined to the main thread, where signal handlers run too."""

    def __init__(self, stream, wakeup):
        self._stream = stream
        self._wakeup = wakeup
        self._poll = poll()
        self._poll.register(stream, POLLIN)
        self._poll.register(wakeup, POLLIN)
        self._ready = False
        self._told_to_end = False
        self._exit = None  # the SystemExit of a signal handler

    def send(self, kind, meta=None):
        self._stream.send(frames.encode(kind, meta=meta))

    def catch_signals(self):
        signals = Signals(self._wakeup)
        signals.handle(signal.SIGTERM, self._on_sigterm)
        # KeyboardInterrupt would come in the middle of an import. Not SIG_IGN: programs that the
        # app starts would ignore it, too.
        signals.handle(signal.SIGINT, self._on_sigint)

    def announce_ready(self, app):
        self._wakeup.listen_beside_app()
        self.send(frames.READY, (app, PYTHON, int(has_gil())))
        self._ready = True
        if self._told_to_end:
            self.send(frames.LEAVING)

    def warn(self, sentence):
        """Have it in the log; None is nothing to say."""
        if sentence is not None:
            self.send(frames.WARNING, (sentence,))

    def wait(self, main=None):
        """Block until the end: True when the server asks for it, False when it is gone.

        ``main`` is the ident of the main thread where this one is another.
        """
        while True:
            try:
                command = self._next_command(main)
            except BaseException as error:
                if isinstance(error, OSError) and location(error) is None:
                    return False  # of the stream, which may also be one that the app has closed
                self.outlive(error)
                continue
            if not command:
                return False
            if command == b"s":
                return True

    def _next_command(self, main):
        """What the server says, or is gone with: one byte or none."""
        while True:
            ready = [number for number, _ in self._poll.poll()]
            if self._stream.fileno() in ready:
                return self._stream.receive_byte()
            numbers = self._wakeup.take()
            if main is not None and set(numbers) != {signal.SIGINT}:
                self._interrupt(main)

    def _interrupt(self, main):
        """End what the main thread waits for, so that it looks for signals: by one that does nothing itself."""
        if signal.getsignal(signal.SIGINT) == self._on_sigint:
            signal.pthread_kill(main, signal.SIGINT)

    def wait_beside(self, slot):
        """The same, and be the thread of the only slot meanwhile.

        For apps that have replaced threads: greenlets of several cannot meet, and those that the
        import has made belong to the main thread.
        """
        main = get_ident()
        begun, over = allocate_lock(), allocate_lock()
        begun.acquire()
        over.acquire()
        asked = []

        def wait():
            begun.release()
            asked.append(self.wait(main))
            over.release()
            # An app that does not come back must not keep the worker; the server sees to its end
            # otherwise, and there may be none.
            sleep(_EXIT_SECONDS if asked[0] else _ORPHAN_SECONDS)
            os._exit(EXIT_OK)

        start_new_thread(wait, ())
        # Until it runs it has our ident, and would get the exception of an interrupt that is for us.
        self._await(begun)
        slot.line[THREAD], slot.line[NATIVE_THREAD] = main, get_native_id()
        slot.serve(self.outlive, greenlets.way_giver(threads.replaced_by()))
        self._await(over)
        return asked[0]

    def _await(self, lock):
        """Until ``lock`` is released for good, whatever signal handlers raise meanwhile."""
        while lock.locked():
            try:
                with lock:
                    pass
            except BaseException as error:
                self.outlive(error)

    def outlive(self, error):
        """Go on after ``error``, which a signal handler of the app's has raised: Python runs those
        in the main thread, whatever that does, and no request shall pay for it.

        Where it means the end of the process, the end comes when another worker is ready.
        """
        try:
            if isinstance(error, SystemExit):
                self._exit = error
                self._on_sigterm(signal.SIGTERM, None)
            else:
                sys.stderr.write(
                    "junicorn: a signal handler of the app has raised an exception. Handlers run in the main thread: "
                    "no request is interrupted by it. What limits the time of a request is --timeout.\n"
                    + describe(error)[1]
                )
        except BaseException:
            pass  # the next signal, or no standard error

    def tell_app(self):
        """Call the app's own handler of SIGTERM, by which other servers end their workers."""
        handler = signal.getsignal(signal.SIGTERM)
        if self._exit is not None or not callable(handler) or handler == self._on_sigterm:
            return
        self._told_to_end = True  # nothing is left to say for ours, which theirs may call in turn
        try:
            handler(int(signal.SIGTERM), sys._getframe())
        except (SystemExit, KeyboardInterrupt):
            pass  # this is the end

    def exit_code(self):
        """The one that the app has asked for, if it has."""
        return EXIT_OK if self._exit is None else exit_code(self._exit)

    def _on_sigint(self, number, frame):
        """Ctrl-C is for the server."""

    def _on_sigterm(self, number, frame):
        """Somebody else wants us to end: say so once, and serve on until the server agrees."""
        if self._told_to_end:
            return
        self._told_to_end = True
        if self._ready:
            try:
                self.send(frames.LEAVING)
            except ConnectionError:
                pass  # wait() is about to find out


def announce_dumps(dumps, control):
    """Register the signal that has the stacks written, and tell the server its number."""
    dumps.register()
    control.send(frames.DUMPS, dumps.announcement())


def bodies_warning(server_pid):
    """What to tell whoever runs an app that has moved to where the server's files cannot be opened."""
    files = "/proc/%d/fd" % server_pid
    if os.access(files, os.X_OK):
        return None
    return (
        "requests with bodies over 64 KiB will fail: they are files that are opened in %s, and the worker may not do "
        "that. Where the import of the app has changed the user or the root of its process, leave that out, and start "
        "the server as that user and in that root." % files
    )


def connect(settings, own):
    stream = Stream.connect(settings["socket"])
    own.add(stream)
    return stream


def connect_slots(settings, command, own):
    """The stream of each slot."""
    streams = []
    for number in range(command["threads"]):
        connected = connect(settings, own)
        connected.send(frames.encode(frames.HELLO_SLOT, meta=(command["worker"], number)))
        stream = SlotStream.open(connected)
        own.add(stream.inbox, stream.answers)
        streams.append(stream)
    return streams


def make_slots(app, streams, lines):
    """The slots, ready to serve."""
    # What the imports made lives as long as the worker: no later collection has to look at it.
    gc.collect()
    gc.freeze()
    environ = slot_environ(len(streams))
    return [
        Slot(app, environ, stream, lines[number], lines[:number] + lines[number + 1 :])
        for number, stream in enumerate(streams)
    ]


def start(slots):
    """Have each slot served by a thread of its own."""
    for number, slot in enumerate(slots):
        thread = Thread(target=slot.serve, name="junicorn-slot-%d" % number, daemon=True)
        start_thread(thread)
        slot.line[NATIVE_THREAD] = thread.native_id
        slot.line[THREAD] = thread.ident


def start_thread(thread):
    try:
        thread.start()
    except RuntimeError:
        raise AppError(NO_MORE_THREADS) from None


def map_scoreboard(path, threads):
    """One line of eight integers of 64 bits for every slot."""
    with open(path, "r+b") as file:
        board = memoryview(mmap.mmap(file.fileno(), 64 * threads)).cast("Q")
    return [board[8 * number : 8 * number + 8] for number in range(threads)]


def fail_boot(control, kind, error, code):
    """Tell the server why there will be no worker; returns the exit code."""
    message, traceback = describe(error)
    if isinstance(error, AppError):
        # The message says it all; only what it was caused by is the user's own.
        traceback = describe(error.__cause__)[1] if error.__cause__ is not None else ""
    try:
        control.send(frames.BOOT_FAILED, (kind, message, traceback))
    except ConnectionError:
        pass
    leave(_ORPHAN_SECONDS)
    return code


def leave(seconds, tell_app=None):
    """Run what the app has for the end, for ``seconds`` at most: a handler of SIGTERM by
    ``tell_app``, where it was to serve, and what it has registered.

    The process then ends by os._exit, which waits for no thread: those of the slots block in the
    kernel, and a loop that the app runs in the background must not keep a worker from ending.
    """
    # The default action needs no GIL: it ends the process even if C code never gives it back.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGALRM,))
    signal.setitimer(signal.ITIMER_REAL, seconds)
    steps = [] if tell_app is None else [tell_app]
    # Executors of concurrent.futures finish what was submitted to them (3.9 and newer keep these
    # apart from atexit).
    steps += reversed(getattr(threading, "_threading_atexits", ()))
    steps.append(atexit._run_exitfuncs)
    for step in steps:
        try:
            step()
        except BaseException:
            sys.excepthook(*sys.exc_info())
    output.flush()
