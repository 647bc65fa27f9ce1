"""Processes that the app forks off a worker: theirs is neither the answer nor the slot."""

import os
import signal
import textwrap
import unittest

from fake_server import cgi_environ
from junicorn_bridge.frames import LEAVING
from process_case import HELLO, ProcessCase

#: The child of a fork does what the query says; its parent tells how it ended.
FORKS = """
    import os, sys

    def status(pid):
        return os.WEXITSTATUS(os.waitpid(pid, 0)[1])

    class Closing(list):
        def close(self):
            if not os.fork():
                sys.exit(6)

    def app(environ, start_response):
        def pieces():
            child = os.fork()
            for number in range(3):
                yield b"%d" % (0 if not child else status(child) if not number else number)

        write = start_response("200 OK", [])
        way = environ["QUERY_STRING"]
        if way == "close":
            return Closing([b"closed"])
        if way == "pieces":
            return pieces()
        child = os.fork()
        if child:
            return [str(status(child)).encode()]
        if way == "write":
            write(b"child")
        elif way == "file":
            return environ["wsgi.file_wrapper"](open(sys.executable, "rb"))
        elif way == "raise":
            raise ValueError("of the child")
        elif way != "return":
            sys.exit({"none": None, "number": 300, "text": "goodbye"}[way])
        return [b"child" * int(environ["HTTP_TIMES"])]
"""


class ForkTest(ProcessCase):
    def test_a_child_ends_where_it_returns_to_the_server(self):
        slot = self.server(FORKS).boot().slots[0]
        for way, code in (("return", 0), ("file", 0), ("none", 0), ("number", 300 - 256), ("text", 1), ("raise", 1)):
            for times in ("1", "10000"):
                environ = cgi_environ(QUERY_STRING=way, HTTP_TIMES=times)
                self.assertEqual(self.text(slot, environ=environ), str(code), way)
        # In one frame or in several, as slow as the close() before was.
        for way, whole in (("write", b"0"), ("pieces", b"012"), ("close", b"closed")):
            answer = slot.call(cgi_environ(QUERY_STRING=way, HTTP_TIMES="1"))
            self.assertEqual(b"".join(frame.body for frame in answer), whole)

    def test_what_a_child_has_to_say_is_in_the_log(self):
        worker = self.server(FORKS).boot()
        for way, words in (("text", "goodbye"), ("raise", "Traceback"), ("return", "which the app has forked, ends where")):
            worker.slots[0].call(cgi_environ(QUERY_STRING=way, HTTP_TIMES="1"))
            self.assertIn(words, worker.line())
            while way == "raise" and "ValueError: of the child" not in worker.line():
                pass

    def test_a_child_does_not_hold_the_workers_connections(self):
        server = self.server(
            """
            import os, time
            def app(environ, start_response):
                child = os.fork()
                if not child:
                    time.sleep(60)
                    os._exit(0)
                start_response("200 OK", [])
                return [str(child).encode()]
            """
        )
        worker = server.boot()
        child = int(self.text(worker.slots[0]))
        self.addCleanup(os.kill, child, signal.SIGKILL)
        os.kill(worker.pid, signal.SIGKILL)
        self.assertIsNone(worker.slots[0].frame())
        self.assertIsNone(worker.control_frame())

    def test_a_child_does_not_tell_the_worker_of_its_signals(self):
        slot = self.server(
            """
            import os, signal
            def app(environ, start_response):
                child = os.fork()
                if not child:
                    os._exit(signal.set_wakeup_fd(-1) != -1)
                start_response("200 OK", [])
                return [b"%d" % os.WEXITSTATUS(os.waitpid(child, 0)[1])]
            """
        ).boot().slots[0]
        self.assertEqual(self.text(slot), "0")

    def test_a_child_that_has_files_of_its_own_keeps_them(self):
        # A daemon begins like this: all descriptors closed, and forked again.
        slot = self.server(
            """
            import os
            def app(environ, start_response):
                child = os.fork()
                if not child:
                    os.closerange(3, 256)
                    own = [os.open(os.path.abspath(__file__), os.O_RDONLY) for _ in range(20)]
                    child = os.fork()
                    if not child:
                        os._exit(sum(os.fstat(file).st_size == 0 for file in own))
                    os._exit(os.WEXITSTATUS(os.waitpid(child, 0)[1]))
                start_response("200 OK", [])
                return [b"%d" % os.WEXITSTATUS(os.waitpid(child, 0)[1])]
            """
        ).boot().slots[0]
        self.assertEqual(self.text(slot), "0")

    def test_a_fork_at_import_makes_neither_a_failure_nor_a_second_worker(self):
        for way in ("sys.exit(3)", "1 / 0", "pass"):
            for preload in (False, True):
                text = "import os, sys\nif os.fork() == 0:\n    %s\n" % way + textwrap.dedent(HELLO)
                server = self.server(text, preload=preload)
                worker = server.boot()
                self.assertEqual(self.text(worker.slots[0]), "/")

    def test_a_child_ends_when_it_is_told_to(self):
        worker = self.server(
            """
            import os, signal, subprocess, time
            def app(environ, start_response):
                number = getattr(signal, environ["QUERY_STRING"])
                if environ["PATH_INFO"] == "/fork":
                    child = os.fork()
                    if not child:
                        time.sleep(60)
                        os._exit(1)
                    os.kill(child, number)
                    status = os.waitpid(child, 0)[1]
                    ended = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
                else:
                    program = subprocess.Popen(["sleep", "60"])
                    program.send_signal(number)
                    ended = program.wait()
                start_response("200 OK", [])
                return [b"%d" % ended]
            """
        ).boot()
        for path, name, ended in (
            ("/fork", "SIGTERM", -signal.SIGTERM),
            ("/fork", "SIGINT", -signal.SIGINT),
            ("/exec", "SIGTERM", -signal.SIGTERM),
            ("/exec", "SIGINT", -signal.SIGINT),
        ):
            for _ in range(20 if path == "/fork" else 1):
                environ = cgi_environ(path, QUERY_STRING=name)
                self.assertEqual(self.text(worker.slots[0], environ=environ), str(int(ended)), name)
        os.kill(worker.pid, signal.SIGINT)
        self.assertEqual(self.text(worker.slots[0], environ=cgi_environ("/exec", QUERY_STRING="SIGTERM")), "-15")
        os.kill(worker.pid, signal.SIGTERM)
        self.assertEqual(worker.control_frame().kind, LEAVING)  # the first word of all this


if __name__ == "__main__":
    unittest.main()
