"""The watchdog of a worker: it answers while slots are busy, and interrupts them one by one."""

import time
import unittest

from fake_server import cgi_environ
from junicorn_bridge import frames
from junicorn_bridge.watchdog import THREAD
from watchdog_case import WatchdogCase


class WatchdogTest(WatchdogCase):
    # --- answers

    def test_answers_while_every_slot_is_busy(self):
        self.boot(threads=2)
        self.start("/spin", 0)
        self.start("/spin", 1)
        self.worker.tell_watchdog("p", number=77)
        self.assertEqual(self.worker.watch_frame(frames.PONG).request_id, 77)

    def test_tells_where_each_busy_slot_is(self):
        self.boot(threads=3)
        first, last = self.start_into("spin", "/spin", 0), self.start_into("spin", "/survive", 2)
        self.worker.tell_watchdog("t", number=5)
        got = [self.worker.watch_frame(frames.STACK) for _ in range(2)]
        self.assertEqual([frame.request_id for frame in got], [5, 5])
        self.assertEqual([frame.meta[:2] for frame in got], [(0, first), (2, last)])
        self.assertEqual(self.worker.watch_frame(frames.PONG).request_id, 5)
        path = self.folder + "/site1.py"
        names = [[name for file, line, name in frame.meta[2] if file == path] for frame in got]
        self.assertEqual(names, [["app", "spin"], ["app", "survive", "spin"]])

    def test_without_a_gil_nobody_touches_the_frames_of_threads_that_run(self):
        self.boot(
            threads=2,
            first="""
            import sys, threading
            sys._is_gil_enabled = lambda: False
            sys._current_frames = lambda: {threading.get_ident(): None}
            """,
        )
        number = self.start_into("spin", "/survive", 1)
        self.worker.tell_watchdog("t", number=5)
        frame = self.worker.watch_frame(frames.STACK)
        self.assertEqual(frame.meta[:2], (1, number))
        path = self.folder + "/site1.py"
        self.assertEqual(
            [name for file, line, name in frame.meta[2] if file == path], ["app", "survive", "spin"]
        )

    def test_who_was_looked_at_keeps_nothing_of_a_request_alive(self):
        worker = self.boot(
            threads=2,
            app="""
            import gc, threading, weakref
            gc.disable()
            go_on = threading.Event()
            kept = []

            class Thing:
                pass

            def app(environ, start_response):
                start_response("200 OK", [])
                if environ["PATH_INFO"] == "/thing":
                    thing = Thing()
                    kept.append(weakref.ref(thing))
                    go_on.wait()
                elif environ["PATH_INFO"] == "/go":
                    go_on.set()
                return [str(kept[0]() is None).encode()]
            """,
        )
        self.start_into("wait", "/thing")
        worker.tell_watchdog("t", number=1)
        self.assertIn("app", [name for _, _, name in worker.watch_frame(frames.STACK).meta[2]])
        worker.watch_frame(frames.PONG)
        worker.slots[1].call(cgi_environ("/go"))
        worker.slots[0].answer()
        (frame,) = worker.slots[1].call(cgi_environ("/gone"))
        self.assertEqual(frame.body, b"True")

    def test_idle_slots_have_no_stack(self):
        self.boot(threads=2)
        self.worker.tell_watchdog("t", number=1)
        self.worker.watch_frame(frames.PONG)

    def test_scoreboard_has_what_stacks_are_found_by(self):
        worker = self.boot(
            app="""
            import threading
            def app(environ, start_response):
                start_response("200 OK", [])
                return [str(threading.get_ident()).encode()]
            """
        )
        (frame,) = worker.slots[0].call()
        self.assertEqual(frame.body.decode(), str(worker.board[3]))

    # --- interrupts

    def interrupt(self, slot, number):
        self.worker.tell_watchdog("i", slot, number)

    def settled(self):
        frame = self.worker.watch_frame(frames.SETTLED)
        return frame.meta[0], frame.request_id

    def test_a_thread_that_sends_is_not_interrupted_in_the_middle_of_a_frame(self):
        self.boot()
        slot = self.worker.slots[0]
        number = self.start("/much")
        slot.await_answer()  # from here on it waits for somebody to read
        self.interrupt(0, number)
        self.worker.tell_watchdog("p", number=1)
        self.worker.watch_frame(frames.PONG)
        frame = slot.frame()
        self.assertEqual((frame.kind, len(frame.body)), (frames.WHOLE, 4 << 20))
        self.assertEqual(self.settled(), (0, number))
        following = slot.request()
        frame = slot.frame()
        if frame.kind == frames.FREED:  # it came behind the frame
            frame = slot.frame()
        self.assertEqual((frame.request_id, frame.body), (following, b"done"))

    def test_an_interrupted_request_ends_and_the_slot_lives_on(self):
        self.boot()
        number = self.start_into("spin", "/spin")
        self.interrupt(0, number)
        (frame,) = self.worker.slots[0].answer()
        self.assertEqual((frame.kind, frame.request_id), (frames.ERROR, number))
        self.assertTrue(frame.meta[0].startswith("junicorn.DeadlineExceeded: the request ran longer"))
        self.assertEqual(self.settled(), (0, number))
        self.assertEqual(self.worker.slots[0].call()[0].body, b"done")

    def test_only_the_slot_that_is_meant_is_interrupted(self):
        self.boot(threads=2)
        number, other = self.start_into("spin", "/spin", 0), self.start_into("spin", "/spin", 1)
        self.interrupt(0, number)
        self.assertEqual(self.settled(), (0, number))
        self.assertEqual(self.worker.board[8], other)

    def test_handlers_for_exceptions_let_it_pass(self):
        self.boot()
        self.interrupt(0, self.start_into("spin", "/survive"))
        self.assertEqual(self.worker.slots[0].answer()[0].kind, frames.ERROR)

    def test_who_catches_everything_goes_on_with_its_own_request_only(self):
        self.boot()
        number = self.start_into("spin", "/swallow")
        self.interrupt(0, number)
        self.assertEqual(self.worker.slots[0].answer()[0].body, b"went on")
        self.assertEqual(self.settled(), (0, number))
        self.assertIn("swallowed junicorn.DeadlineExceeded - the request ran", self.worker.line())
        self.assertEqual(self.worker.slots[0].call()[0].body, b"done")

    def test_a_request_that_is_over_is_settled_at_once(self):
        worker = self.boot()
        worker.slots[0].call()
        self.await_true(lambda: worker.board[0] == 0)
        self.interrupt(0, 1)
        self.assertEqual(self.settled(), (0, 1))
        self.assertEqual(worker.slots[0].call()[0].body, b"done")

    def test_no_interrupt_ever_hits_the_next_request(self):
        """The race: requests end at about the moment they are interrupted, many times over."""
        self.boot()
        slot = self.worker.slots[0]
        ends = {frames.WHOLE: 0, frames.ERROR: 0, frames.FREED: 0}
        for attempt in range(150):
            number = self.start("/short")
            time.sleep(attempt % 50 * 0.0008)
            self.interrupt(0, number)
            frame = slot.frame()
            self.assertEqual(frame.request_id, number)
            ends[frame.kind] += 1
            self.assertEqual(self.settled(), (0, number))
            # What the server would do now: the slot is free.
            number = slot.request()
            frame = slot.frame()
            if frame.kind == frames.FREED:  # of the one before, whose last frame was out already
                self.assertEqual(frame.request_id, number - 1)
                frame = slot.frame()
            self.assertEqual((frame.kind, frame.body, frame.request_id), (frames.WHOLE, b"done", number))
        self.assertGreater(ends[frames.WHOLE], 0, ends)
        self.assertGreater(ends[frames.ERROR], 0, ends)

    def test_who_else_runs_in_that_thread_is_not_interrupted(self):
        """As a greenlet may: here a thread stands for it, by what the scoreboard says."""
        self.boot(
            app="""
            import threading, time

            def wait_beside():
                try:
                    while True:
                        time.sleep(0.001)
                except BaseException as error:
                    print("hit", error, flush=True)

            innocent = threading.Thread(target=wait_beside, daemon=True)
            innocent.start()
            threading._start_new_thread = lambda *unused: None
            threading.Lock = lambda make=threading.Lock: make()

            def app(environ, start_response):
                start_response("200 OK", [])
                if environ["PATH_INFO"] == "/endless":
                    print(innocent.ident, flush=True)
                    while True:
                        time.sleep(0.001)
                return [str(innocent.is_alive()).encode()]
            """
        )
        number = self.start("/endless")
        own = self.worker.board[THREAD]
        self.worker.board[THREAD] = int(self.worker.line())
        self.interrupt(0, number)
        for _ in range(3):  # between two questions it looks at the thread
            self.worker.tell_watchdog("p", number=1)
            self.worker.watch_frame(frames.PONG)
        self.worker.board[THREAD] = own
        self.assertEqual(self.worker.slots[0].answer()[-1].kind, frames.ERROR)
        self.assertEqual(self.settled(), (0, number))
        self.assertEqual(self.worker.slots[0].call()[0].body, b"True")

    def test_an_interrupt_on_the_answers_way_out_frees_the_slot(self):
        """The exception is raised where no handler of the app's is around it any more."""
        self.boot(
            app="""
            import ctypes, sys, threading
            from junicorn_bridge.watchdog import DeadlineExceeded

            def app(environ, start_response):
                start_response("200 OK", [])
                if environ["PATH_INFO"] == "/late":
                    def raise_when_the_app_has_returned(frame, event, argument):
                        if event == "call" and frame.f_code.co_name == "gather":
                            frame.f_back.f_trace = interrupt
                    def interrupt(frame, event, argument):
                        sys.settrace(None)
                        frame.f_trace = None
                        raise DeadlineExceeded
                    sys.settrace(raise_when_the_app_has_returned)
                return [b"done"]
            """
        )
        slot = self.worker.slots[0]
        slot.request(cgi_environ("/late"))
        frame = slot.frame()
        self.assertEqual(frame.kind, frames.FREED)
        self.assertEqual(slot.call()[0].body, b"done")


if __name__ == "__main__":
    unittest.main()
