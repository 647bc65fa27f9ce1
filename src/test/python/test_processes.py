"""Spawner and workers as the server meets them: real processes, real sockets."""

import os
import textwrap
import time
import unittest

from fake_server import PATIENCE
from junicorn_bridge import frames
from junicorn_bridge.freethreading import has_gil
from process_case import HELLO, ProcessCase


class ProcessTest(ProcessCase):
    # --- boot

    def test_boot_serve_stop(self):
        server = self.server()
        self.assertEqual(server.event()["event"], "ready")
        worker = server.boot(7, threads=3)
        self.assertEqual(worker.hello.meta, (7, worker.pid))
        self.assertEqual(sorted(worker.slots), [0, 1, 2])
        for slot in worker.slots.values():
            self.assertEqual([frame.body for frame in slot.call()], [b"/"])
        worker.stop()
        self.assertEqual(server.event("exited"), {"event": "exited", "worker": 7, "pid": worker.pid, "code": 0})

    def test_many_workers_at_once(self):
        server = self.server()
        workers = [server.fork(number, threads=2) for number in range(8)]
        for worker in workers:
            worker.wait_ready()
            self.assertEqual(self.text(worker.slots[1]), "/")
        for worker in workers:
            worker.stop()
        codes = [server.event("exited")["code"] for _ in workers]
        self.assertEqual(codes, [0] * 8)

    def test_ready_names_app_and_python(self):
        server = self.server()
        python = server.event("ready")["python"]
        worker = server.fork()
        self.assertEqual(worker.wait_ready().meta, ("site1:app", python, int(has_gil())))

    def test_scoreboard_has_the_native_thread_ids(self):
        server = self.server(
            """
            import threading
            def app(environ, start_response):
                start_response("200 OK", [])
                return ["{} {}".format(threading.get_native_id(), threading.current_thread().name).encode()]
            """
        )
        worker = server.boot(threads=2)
        for number, slot in worker.slots.items():
            self.assertEqual(self.text(slot), "%d junicorn-slot-%d" % (worker.board[8 * number + 2], number))

    def test_path_as_gunicorn_has_it(self):
        server = self.server(
            """
            import os, sys, json
            def app(environ, start_response):
                start_response("200 OK", [])
                return [json.dumps([sys.path, os.environ.get("PYTHONPATH"), os.getcwd()]).encode()]
            """,
            python_path=["/first", "second"],
        )
        import json

        path, variable, cwd = json.loads(self.text(server.boot().slots[0]))
        self.assertEqual(path[:3], [self.folder + "/second", "/first", self.folder])
        self.assertNotIn("", path)
        self.assertTrue(path[-1].endswith("src/main/python"), path)
        self.assertIsNone(variable)
        self.assertEqual(cwd, self.folder)

    def test_files_of_the_user_do_not_shadow_what_the_bridge_needs(self):
        for name in ("json", "signal", "select", "socket", "array", "threading", "struct", "random"):
            self.file(name + ".py", "raise RuntimeError('not me')")
        self.assertEqual(self.text(self.server("def app(e, s):\n    s('200 OK', [])\n    return [b'ok']\n").boot().slots[0]), "ok")

    # --- state in memory

    def test_sessions_in_memory_are_warned_of_once_where_there_are_several_workers(self):
        self.file("flask_socketio.py", "")
        server = self.server("import flask_socketio\n" + textwrap.dedent(HELLO), workers=3)
        warned, silent = server.fork(1), server.fork(2)
        self.assertIn("flask_socketio, and there are 3 workers", warned.control_frame(frames.WARNING).meta[0])
        for worker in (warned, silent):
            worker.wait_ready()
            worker.stop()
            self.assertIsNone(worker.control_frame())

    def test_one_worker_may_keep_what_it_wants_and_a_client_needs_no_sessions(self):
        self.file("flask_socketio.py", "")
        self.file("socketio.py", "")
        for package, workers in (("flask_socketio", 1), ("socketio", 3)):
            worker = self.server("import %s\n" % package + textwrap.dedent(HELLO), workers=workers).boot(1)
            worker.stop()
            self.assertIsNone(worker.control_frame())

    # --- output

    def test_output_arrives_by_lines(self):
        server = self.server(
            """
            import sys, subprocess
            print("imported caf\xe9")
            def app(environ, start_response):
                print("to stdout \udc80")
                print("to stderr", file=sys.stderr)
                environ["wsgi.errors"].write("to errors \u20ac \udc80\\n")
                subprocess.call(["echo", "from a child"])
                start_response("200 OK", [])
                return [repr(sys.stdin.read()).encode()]
            """.replace("\udc80", "\\udc80"),
            environ=dict(os.environ, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0"),
        )
        worker = server.boot()
        self.assertEqual(self.text(worker.slots[0]), "''")
        self.assertEqual(
            [worker.line() for _ in range(5)],
            ["imported caf\xe9", "to stdout \\udc80", "to stderr", "to errors \u20ac \\udc80", "from a child"],
        )

    def test_random_differs_between_workers(self):
        server = self.server(
            """
            def app(environ, start_response):
                import random
                start_response("200 OK", [])
                return [str(random.random()).encode()]
            """
        )
        self.assertNotEqual(self.text(server.boot(1).slots[0]), self.text(server.boot(2).slots[0]))

    def test_numbers_of_numpys_generator_differ_after_a_fork_too(self):
        self.file(
            "numpy/random.py",
            """
            import random
            _made_at_import = random.Random(1)
            rand, seed = _made_at_import.random, _made_at_import.seed
            """,
        )
        server = self.server(
            """
            import numpy.random
            def app(environ, start_response):
                start_response("200 OK", [])
                return [b"%f" % numpy.random.rand()]
            """,
            preload=True,
        )
        self.assertEqual(len({self.text(server.boot(number).slots[0]) for number in (1, 2, 3)}), 3)

    def test_nothing_is_left_open_that_python_would_warn_of(self):
        server = self.server(environ=dict(os.environ, PYTHONDEVMODE="1"))
        server.boot().stop()
        server.event("exited")
        server.leave()
        self.assertEqual(server.spawner.wait(PATIENCE), 0)
        self.assertEqual(server.all_errors(), [])

    def test_descriptors_of_the_spawner_are_not_inherited(self):
        server = self.server(
            """
            import os
            def app(environ, start_response):
                names = []
                for number in os.listdir("/proc/self/fd"):
                    try:
                        names.append(os.readlink("/proc/self/fd/" + number))
                    except OSError:
                        pass
                start_response("200 OK", [])
                return ["\\n".join(names).encode()]
            """
        )
        names = self.text(server.boot().slots[0]).split("\n")
        # Inbox and answers; no pipe of the spawner but those that the test gave it as standard error.
        self.assertEqual(sum(name.startswith("pipe:") for name in names), 2)
        self.assertEqual(sum(name == "/dev/null" for name in names), 1)
        # Control, watch, slot stream, and the two ends by which signals are heard of.
        self.assertEqual(sum(name.startswith("socket:") for name in names), 5)

    # --- requests

    def test_requests_wait_in_the_inbox_and_can_be_taken_back(self):
        server = self.server(
            """
            import os, time
            def app(environ, start_response):
                while not os.path.exists("go"):
                    time.sleep(0.01)
                start_response("200 OK", [])
                return []
            """
        )
        worker = server.boot()
        slot = worker.slots[0]
        first = slot.request()
        deadline = time.monotonic() + PATIENCE
        while worker.board[0] != first:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.001)
        second, third = slot.request(), slot.request()
        self.assertEqual(slot.take_back(), second)
        self.file("go", "")
        self.assertEqual([slot.frame().request_id, slot.frame().request_id], [first, third])
        self.assertIsNone(slot.take_back())

    def test_slots_run_at_the_same_time(self):
        server = self.server(
            """
            import threading
            meeting = threading.Barrier(4, timeout=40)
            def app(environ, start_response):
                meeting.wait()
                start_response("200 OK", [])
                return [b"met"]
            """
        )
        worker = server.boot(threads=4)
        for slot in worker.slots.values():
            slot.request()
        self.assertEqual([slot.frame().body for slot in worker.slots.values()], [b"met"] * 4)

    def test_file_can_be_opened_by_the_server(self):
        path = self.file("large.bin", "x" * 200000)
        server = self.server(
            """
            def app(environ, start_response):
                start_response("200 OK", [("Content-Length", "200000")])
                return environ["wsgi.file_wrapper"](open("large.bin", "rb"))
            """
        )
        worker = server.boot()
        slot = worker.slots[0]
        for answer in (b"+", b"-"):
            slot.request()
            frame = slot.frame()
            self.assertEqual(frame.kind, frames.FILE)
            link = "/proc/%d/fd/%d" % (worker.pid, frame.meta[2])
            self.assertEqual(os.readlink(link), path)
            slot.stream.send(answer)
        self.assertEqual(sum(len(frame.body) for frame in slot.answer()), 200000)

    def test_an_ended_slot_leaves_the_others_alone(self):
        worker = self.server().boot(threads=2)
        worker.slots[0].end()
        self.assertIsNone(worker.slots[0].frame())
        self.assertEqual(self.text(worker.slots[1]), "/")


if __name__ == "__main__":
    unittest.main()
