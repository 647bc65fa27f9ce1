"""Apps whose threads are greenlets of gevent or eventlet (Debian: python3-gevent, python3-eventlet)."""

import os
import unittest

from fake_server import cgi_environ
from junicorn_bridge import frames
from process_case import ProcessCase

GEVENT = """
    from gevent import monkey, sleep, spawn
    monkey.patch_all()
"""

EVENTLET = """
    import eventlet
    from eventlet import sleep, spawn
    eventlet.monkey_patch()
"""

APP = """
    import threading, time
    def app(environ, start_response):
        start_response("200 OK", [])
        path = environ["PATH_INFO"]
        if path == "/later":
            threading.Thread(target=lambda: (time.sleep(0.01), print("later", flush=True))).start()
        if path == "/waits":
            print("begun", flush=True)
            time.sleep(60)
        return [path.encode()]
"""

TICKS = """
    def tick():
        while True:
            sleep(0.01)
            print("tick", flush=True)
    spawn(tick)
    sleep(0)
"""

#: A fork has none of the threads in which gevent waits for what knows no greenlets, such as names.
IN_REAL_THREADS = """
    import gevent, os
    def in_a_thread():
        return gevent.get_hub().threadpool.apply(os.getpid)
    in_a_thread()
    def app(environ, start_response):
        start_response("200 OK", [])
        return [b"%d" % in_a_thread()]
"""


class GreenletsTest(ProcessCase):
    def test_they_run_while_no_request_does(self):
        for package in (GEVENT, EVENTLET):
            for preload in (False, True):
                worker = self.server(package + APP, preload=preload).boot()
                for _ in range(2):
                    self.assertEqual(self.text(worker.slots[0], environ=cgi_environ("/later")), "/later")
                    self.await_line(worker, "later")

    def test_what_the_import_has_begun_goes_on_in_a_fork(self):
        for package in (GEVENT, EVENTLET):
            worker = self.server(package + TICKS + APP, preload=True).boot()
            self.assertEqual([worker.line(), worker.line()], ["tick", "tick"])

    def test_a_request_that_waits_is_seen_where_it_waits(self):
        for package in (GEVENT, EVENTLET):
            worker = self.server(package + APP).boot()
            number = worker.slots[0].request(cgi_environ("/waits"))
            self.await_line(worker, "begun")
            stack = self.stack(worker, number)
            self.assertIn(("site1.py", "app"), [(os.path.basename(file), name) for file, _, name in stack])

    def await_line(self, worker, wanted):
        """Newer eventlets print something of their own before: what will become of them, and of locks."""
        while worker.line() != wanted:
            pass

    def stack(self, worker, number):
        """Of the request, once its thread has given way to the others."""
        worker.tell_watchdog("t", 0, number)
        slot, request, stack = worker.watch_frame(frames.STACK).meta
        worker.watch_frame(frames.PONG)
        self.assertEqual((slot, request), (0, number))
        return stack

    def test_threads_of_gevents_own_are_made_anew_after_a_fork(self):
        server = self.server(GEVENT + IN_REAL_THREADS, preload=True)
        for number in (1, 2):
            worker = server.boot(number)
            self.assertEqual(self.text(worker.slots[0]), str(worker.pid))


if __name__ == "__main__":
    unittest.main()
