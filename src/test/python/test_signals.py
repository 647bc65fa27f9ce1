"""Handlers of signals that the app has set itself: Python runs them in the worker's main thread."""

import fcntl
import os
import select
import signal
import unittest

from fake_server import PATIENCE, cgi_environ
from junicorn_bridge import frames
from process_case import ProcessCase

APP = """
    import atexit, os, signal, sys, threading, time
    went_on = threading.Event()
    def alarm(number, frame):
        went_on.set()
        raise {error}
    signal.signal(signal.SIGALRM, alarm)
    atexit.register(print, "exit handlers")
    {more}
    def app(environ, start_response):
        if environ["PATH_INFO"] == "/limited":
            signal.setitimer(signal.ITIMER_REAL, 0.01)
            went_on.wait(40)
        start_response("200 OK", [])
        return [b"served"]
"""

#: What monkey patching leaves behind, as far as the bridge looks at it.
PATCHED = """
    threading._start_new_thread = lambda *unused: None
    threading.Lock = lambda make=threading.Lock: make()
"""

CLOSES = """
    signal.signal(signal.SIGUSR1, lambda number, frame: os.closerange(3, 64))
"""

#: A thread that has two signals for itself, once it is asked to.
ELSEWHERE = """
    signal.signal(signal.SIGUSR1, lambda number, frame: print("handled"))
    def elsewhere():
        while not os.path.exists("now"):
            time.sleep(0.01)
        for number in (signal.SIGUSR1, signal.SIGTERM):
            signal.pthread_kill(threading.get_ident(), number)
    __import__("_thread").start_new_thread(elsewhere, ())
"""

#: Once it has got SIGUSR1, and called a function of this name: an exception right behind that.
RAISES_BEHIND = """
    def behind(frame, event, function):
        if event == "c_return" and function.__name__ in {names}:
            sys.setprofile(None)
            raise TimeoutError("too late")
    def begin(number, frame):
        sys.setprofile(behind)
        print("from now on")
    signal.signal(signal.SIGUSR1, begin)
"""

#: What is sent, in three ways; pieces that are written by who survives an exception.
SENDS = """
    def interrupt(number, frame):
        print("interrupted")
        raise TimeoutError("too late")
    signal.signal(signal.SIGUSR1, interrupt)
    def writes(write, data):
        try:
            write(data)
        except TimeoutError:
            write(b"on")
        return []
    def app(environ, start_response):
        write = start_response("200 OK", [])
        data = b"x" * int(environ["QUERY_STRING"] or 1)
        if environ["PATH_INFO"] == "/pieces":
            return (piece for piece in (data, b"more"))
        if environ["PATH_INFO"] == "/write":
            return writes(write, data)
        return [data]
"""

LISTENS = """
    numbers, end = os.pipe()
    os.set_blocking(end, False)
    signal.set_wakeup_fd(end)
    signal.signal(signal.SIGUSR1, lambda number, frame: None)
    threading.Thread(target=lambda: print("heard", os.read(numbers, 1)[0]), daemon=True).start()
"""

EXITS = """
    def term(number, frame):
        print("handled", number)
        sys.exit(7)
    signal.signal(signal.SIGTERM, term)
"""

CHAINS = """
    ours = signal.getsignal(signal.SIGTERM)
    def term(number, frame):
        print("handled", number, frame.f_lineno > 0)
        ours(number, frame)
        {end}
    signal.signal(signal.SIGTERM, term)
"""


#: Of answers that go by the pipe, which holds a page in these tests, and by the stream.
SIZES = (15000, 4000000)
ASIDE_FROM = 16384

SET_PIPE_SIZE = 1031  # F_SETPIPE_SZ has no name before Python 3.10


class SignalsTest(ProcessCase):
    def boot(self, error="TimeoutError('too long')", more="", **options):
        self.spawner = self.server(APP.format(error=error, more=more.strip()), **options)
        return self.spawner.boot()

    # --- a handler that raises

    def test_no_request_pays_for_it(self):
        for error in ("TimeoutError('too long')", "ConnectionResetError('not the server')", "KeyboardInterrupt"):
            worker = self.boot(error)
            self.assertEqual(self.text(worker.slots[0], environ=cgi_environ("/limited")), "served")
            self.assertIn("Handlers run in the main thread", worker.line())
            printed = [worker.line() for _ in range(3)]
            self.assertEqual(printed[0], "Traceback (most recent call last):")
            self.assertIn("site1.py", printed[1])
            self.assertEqual(self.text(worker.slots[0]), "served")
            worker.stop()
            self.assertEqual(self.spawner.event("exited")["code"], 0)

    def test_neither_does_one_that_runs_in_the_main_thread_itself(self):
        worker = self.boot(more=PATCHED)
        for _ in range(2):
            self.assertEqual(self.text(worker.slots[0]), "served")
            self.await_idle(worker)
            os.kill(worker.pid, signal.SIGALRM)
            self.assertIn("Handlers run in the main thread", worker.line())
            while worker.line() != "TimeoutError: too long":
                pass
            self.assertEqual(self.text(worker.slots[0]), "served")
        worker.stop()
        self.assertEqual(worker.line(), "exit handlers")
        self.assertEqual(self.spawner.event("exited")["code"], 0)

    def test_there_it_interrupts_the_request(self):
        worker = self.boot(more=PATCHED)
        (frame,) = worker.slots[0].call(environ=cgi_environ("/limited"))
        self.assertEqual((frame.kind, frame.meta[0]), (frames.ERROR, "TimeoutError: too long"))
        self.assertEqual(self.text(worker.slots[0]), "served")

    def interrupted_behind(self, *names):
        """A worker that is interrupted once one of these functions has returned to the bridge."""
        worker = self.boot(more=PATCHED + RAISES_BEHIND.format(names=names))
        self.assertEqual(self.text(worker.slots[0]), "served")
        self.await_idle(worker)
        os.kill(worker.pid, signal.SIGUSR1)
        self.assertEqual(worker.line(), "from now on")
        return worker

    def test_a_request_that_was_read_by_then_runs(self):
        worker = self.interrupted_behind("read", "extend")
        slot = worker.slots[0]
        for _ in range(4):  # the first one was being waited for already
            self.assertEqual(self.text(slot), "served")
        while worker.line() != "TimeoutError: too late":
            pass
        worker.stop()
        self.assertEqual(self.spawner.event("exited")["code"], 0)

    def test_one_that_was_answered_by_then_stays_it(self):
        worker = self.interrupted_behind("write")
        slot = worker.slots[0]
        self.assertEqual(self.text(slot), "served")
        self.assertEqual(slot.frame().kind, frames.FREED)
        self.assertEqual(self.text(slot), "served")
        worker.stop()
        self.assertEqual(self.spawner.event("exited")["code"], 0)

    def test_one_whose_answer_is_lost_by_it_is_given_up(self):
        worker = self.interrupted_behind("pack")
        slot = worker.slots[0]
        slot.request()
        self.assertEqual(slot.frame().kind, frames.FREED)
        self.assertEqual(self.text(slot), "served")
        worker.stop()
        self.assertEqual(self.spawner.event("exited")["code"], 0)

    def half_sent(self, path, size):
        """A worker that is interrupted while it sends so many bytes; its slot, and the request."""
        self.spawner = self.server(APP.format(error="Exception", more=PATCHED.strip()) + SENDS)
        worker = self.spawner.boot()
        slot = worker.slots[0]
        fcntl.fcntl(slot.answers, SET_PIPE_SIZE, 4096)
        number = slot.request(cgi_environ(path, QUERY_STRING=str(size)))
        self.await_bytes(slot.answers if size < ASIDE_FROM else slot.stream)
        os.kill(worker.pid, signal.SIGUSR1)
        self.assertEqual(worker.line(), "interrupted")
        return worker, slot, number

    def await_bytes(self, end):
        """Until a part of an answer is there, the rest of which finds no room."""
        self.assertTrue(select.select([end], [], [], PATIENCE)[0])

    def goes_on(self, worker, slot):
        self.assertEqual(self.text(slot), "x")
        worker.stop()
        self.assertEqual(self.spawner.event("exited")["code"], 0)

    def test_an_answer_that_is_half_sent_by_then_is_sent_to_its_end(self):
        for size in SIZES:
            worker, slot, number = self.half_sent("/", size)
            frame = slot.frame()
            self.assertEqual((frame.kind, frame.request_id, len(frame.body)), (frames.WHOLE, number, size))
            frame = slot.frame()
            self.assertEqual((frame.kind, frame.request_id), (frames.FREED, number))
            self.goes_on(worker, slot)

    def test_a_piece_that_is_half_sent_by_then_is_the_last(self):
        for size in SIZES:
            worker, slot, number = self.half_sent("/pieces", size)
            head, abort = slot.answer()
            self.assertEqual((head.kind, head.request_id, len(head.body)), (frames.HEAD, number, size))
            self.assertEqual((abort.kind, abort.meta[0]), (frames.ABORT, "TimeoutError: too late"))
            self.goes_on(worker, slot)

    def test_nothing_is_written_behind_it_by_who_survives_it(self):
        for size in SIZES:
            worker, slot, _ = self.half_sent("/write", size)
            head, abort = slot.answer()
            self.assertEqual((head.kind, len(head.body)), (frames.HEAD, size))
            self.assertEqual(abort.kind, frames.ABORT)
            self.assertIn("An exception has interrupted write()", abort.meta[0])
            self.goes_on(worker, slot)

    def test_a_stream_that_the_app_has_closed_is_no_exception_of_a_handler(self):
        for more in (CLOSES, PATCHED + "\n" + CLOSES):
            worker = self.boot(more=more)
            self.assertEqual(self.text(worker.slots[0]), "served")
            self.await_idle(worker)
            os.kill(worker.pid, signal.SIGUSR1)
            self.assertIsNotNone(self.spawner.event("exited"))

    def test_nor_does_one_where_the_server_has_given_that_thread_up(self):
        worker = self.boot(more=PATCHED)
        worker.slots[0].end()
        self.assertIsNone(worker.slots[0].frame())
        self.await_idle(worker)
        os.kill(worker.pid, signal.SIGALRM)
        self.assertIn("Handlers run in the main thread", worker.line())
        worker.stop()
        self.assertEqual(self.spawner.event("exited")["code"], 0)

    # --- one that the system gives to another thread than the main one

    def test_it_is_heard_all_the_same(self):
        for more in (ELSEWHERE, PATCHED + "\n" + ELSEWHERE):
            worker = self.boot(more=more)
            self.assertEqual(self.text(worker.slots[0]), "served")
            asked = self.file("now", "")
            self.assertEqual(worker.line(), "handled")
            worker.control_frame(frames.LEAVING)
            os.unlink(asked)
            worker.stop()
            self.assertEqual(self.spawner.event("exited")["code"], 0)

    def test_what_the_app_listens_to_stays(self):
        worker = self.boot(more=LISTENS)
        os.kill(worker.pid, signal.SIGUSR1)
        self.assertEqual(worker.line(), "heard %d" % signal.SIGUSR1)
        worker.stop()
        self.assertEqual(self.spawner.event("exited")["code"], 0)

    # --- a handler that exits

    def test_who_exits_serves_until_the_server_has_another(self):
        for more in (EXITS, PATCHED + "\n" + EXITS):
            worker = self.boot(more=more)
            self.assertEqual(self.text(worker.slots[0]), "served")
            self.await_idle(worker)
            os.kill(worker.pid, signal.SIGTERM)
            worker.control_frame(frames.LEAVING)
            self.assertEqual(self.text(worker.slots[0]), "served")
            worker.stop()
            self.assertEqual([worker.line(), worker.line()], ["handled 15", "exit handlers"])
            self.assertEqual(self.spawner.event("exited")["code"], 7)

    # --- the app's own handler of SIGTERM at the end

    def test_it_runs_before_the_exit_handlers(self):
        for end in ("sys.exit(1)", "raise KeyboardInterrupt", "pass"):
            worker = self.boot(more=CHAINS.format(end=end))
            worker.stop()
            self.assertEqual([worker.line(), worker.line()], ["handled 15 True", "exit handlers"])
            self.assertIsNone(worker.control_frame(), "nothing is left to say")
            self.assertEqual(self.spawner.event("exited")["code"], 0)

    def test_it_runs_where_the_server_is_gone_as_well(self):
        worker = self.boot(more=EXITS)
        worker.control_stream.shutdown(2)
        self.assertEqual([worker.line(), worker.line()], ["handled 15", "exit handlers"])

    def test_one_that_fails_says_so(self):
        worker = self.boot(more=CHAINS.format(end="1 / 0"))
        worker.stop()
        printed = worker.line()
        while "ZeroDivisionError" not in printed:
            printed = worker.line()
        self.assertEqual(worker.line(), "exit handlers")

    def test_one_that_hangs_does_not_keep_the_worker(self):
        worker = self.boot(more=CHAINS.format(end="time.sleep(60)"))
        worker.control_stream.shutdown(2)  # the shorter time limit
        self.assertEqual(self.spawner.event("exited")["signal"], signal.SIGALRM)


if __name__ == "__main__":
    unittest.main()
