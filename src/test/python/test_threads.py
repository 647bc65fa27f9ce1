"""Apps that replace sockets and threads while they are imported, as PySocks, gevent and eventlet do."""

import os
import signal
import unittest

from fake_server import cgi_environ, process_is_gone
from junicorn_bridge import frames
from process_case import HELLO, ProcessCase

#: What PySocks does where a proxy is made the default.
SOCKETS = """
    import socket
    class Socket(socket.socket):
        def __init__(self, family=socket.AF_INET, *more, **named):
            if family not in (socket.AF_INET, socket.AF_INET6):
                raise ValueError("no proxy for %s" % family)
            super().__init__(family, *more, **named)
    socket.socket = Socket
"""

#: The places that monkey patching changes. What is there afterwards is not for us to call.
THREADS = SOCKETS + """
    import atexit, os, select, signal, sys, threading, time, _thread
    real_sleep = time.sleep
    def replaced(*unused, **named):
        raise RuntimeError("made for greenlets")
    for module, names in (
        (_thread, ("start_new_thread", "allocate_lock", "start_joinable_thread")),
        (threading, ("_start_new_thread", "_allocate_lock", "Lock", "_start_joinable_thread")),
        (time, ("sleep",)),
        (select, ("select", "poll", "epoll")),
        (os, ("fork", "waitpid")),
    ):
        for name in names:
            if hasattr(module, name):
                setattr(module, name, replaced)
    atexit.register(print, "goodbye")
    def app(environ, start_response):
        if environ["PATH_INFO"] == "/stuck":
            try:
                print("stuck")
                while True:
                    real_sleep(0.01)
            except BaseException as error:
                print("ended by", type(error).__name__)
                raise
        start_response("200 OK", [])
        return [threading.current_thread().name.encode()]
"""


#: Debuggers hear of new threads in this way: these are begun all the same.
FOLLOWED = """
    import threading
    for name in ("_start_new_thread", "_start_joinable_thread"):
        if hasattr(threading, name):
            def followed(*args, begin=getattr(threading, name), **named):
                return begin(*args, **named)
            setattr(threading, name, followed)
"""


class ReplacedTest(ProcessCase):
    def test_threads_that_a_debugger_follows_are_still_threads(self):
        worker = self.server(FOLLOWED + HELLO).boot(threads=2)
        self.assertEqual(self.text(worker.slots[1]), "/")

    def test_sockets_that_know_no_unix_are_not_asked_for_one(self):
        for preload in (False, True):
            worker = self.server(SOCKETS + HELLO, preload=preload).boot(threads=2)
            self.assertEqual(self.text(worker.slots[1]), "/")

    def test_several_threads_that_are_none_are_refused_in_plain_words(self):
        for preload in (False, True):
            server = self.server(THREADS, preload=preload)
            kind, message, traceback = server.fork(1, threads=3).control_frame(frames.BOOT_FAILED).meta
            self.assertEqual((kind, traceback, server.event("exited")["code"]), ("app", "", 4))
            self.assertIn("replaced Python's threads by those of site1 (monkey patching)", message)
            self.assertIn("--threads 1", message)

    def test_a_single_slot_is_the_main_thread(self):
        for preload in (False, True):
            server = self.server(THREADS, preload=preload)
            worker = server.boot()
            self.assertEqual([self.text(worker.slots[0]) for _ in range(2)], ["MainThread"] * 2)
            self.assertEqual(worker.board[2], worker.pid)
            self.await_idle(worker)
            os.kill(worker.pid, signal.SIGTERM)
            worker.control_frame(frames.LEAVING)
            worker.stop()
            self.assertEqual(worker.line(), "goodbye")
            self.assertEqual(server.event("exited")["code"], 0)

    def test_its_request_can_be_interrupted(self):
        worker = self.server(THREADS).boot()
        slot = worker.slots[0]
        number = slot.request(cgi_environ("/stuck"))
        self.assertEqual(worker.line(), "stuck")
        worker.tell_watchdog("i", 0, number)
        self.assertEqual(worker.line(), "ended by DeadlineExceeded")
        self.assertEqual(slot.answer()[0].kind, frames.ERROR)
        worker.watch_frame(frames.SETTLED)
        self.assertEqual(self.text(slot), "MainThread")

    def test_it_ends_with_the_server_also_in_a_request(self):
        for path in ("/", "/stuck"):
            server = self.server(THREADS)
            worker = server.boot()
            worker.slots[0].request(cgi_environ(path))
            if path == "/stuck":
                self.assertEqual(worker.line(), "stuck")
            worker.control_stream.shutdown(2)
            self.assertTrue(process_is_gone(worker.pid))

    def test_a_slot_that_the_server_gives_up_does_not_end_the_worker(self):
        server = self.server(THREADS)
        worker = server.boot()
        worker.slots[0].end()
        self.assertIsNone(worker.slots[0].frame())
        worker.stop()
        self.assertEqual(worker.line(), "goodbye")
        self.assertEqual(server.event("exited")["code"], 0)

    def test_its_files_are_followed(self):
        server = self.server(THREADS)
        modules = self.file("modules", "")
        server.fork(1, modules=modules).wait_ready()
        with open(modules, encoding="utf-8") as file:
            self.assertIn(os.path.join(self.folder, "site1.py"), file.read().split("\n"))


if __name__ == "__main__":
    unittest.main()
