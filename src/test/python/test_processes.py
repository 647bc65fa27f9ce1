"""Spawner and workers as the server meets them: real processes, real sockets."""

import os
import signal
import textwrap
import time
import unittest

from fake_server import process_is_gone
from junicorn_bridge import frames
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
        self.assertEqual(worker.wait_ready().meta, ("site1:app", python))

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
        # Control, watch, slot stream.
        self.assertEqual(sum(name.startswith("socket:") for name in names), 3)

    # --- boot failures

    def boot_failure(self, text, app="site1:app"):
        server = self.server(text, app)
        worker = server.fork()
        frame = worker.control_frame(frames.BOOT_FAILED)
        exited = server.event("exited")
        return frame.meta, exited.get("code")

    def test_import_fails(self):
        (kind, message, traceback), code = self.boot_failure("def f():\n    1 / 0\nf()\n")
        self.assertEqual((kind, message, code), ("app", "ZeroDivisionError: division by zero", 4))
        self.assertTrue(traceback.startswith('Traceback (most recent call last):\n  File "%s/site1.py", line 3' % self.folder))
        self.assertNotIn("junicorn_bridge", traceback)

    def test_syntax_error(self):
        (kind, message, traceback), code = self.boot_failure("x = = 1\n")
        self.assertEqual((kind, code), ("app", 4))
        self.assertTrue(message.startswith("SyntaxError: invalid syntax (site1.py, line 1)"))
        self.assertIn("x = = 1", traceback)

    def test_module_missing(self):
        (kind, message, traceback), code = self.boot_failure(HELLO, "site2:app")
        self.assertEqual((kind, traceback, code), ("app", "", 4))
        self.assertIn("No module named 'site2' in %s; Python files there: site1.py" % self.folder, message)

    def test_dependency_missing(self):
        (kind, message, traceback), code = self.boot_failure("import flaskk\n")
        self.assertIn("No module named 'flaskk', imported by %s/site1.py, line 1" % self.folder, message)
        self.assertIn("import flaskk", traceback)
        self.assertEqual(code, 4)

    def test_exit_and_interrupt_while_importing(self):
        for statement, words in (("sys.exit('bye')", "called sys.exit(bye)"), ("raise KeyboardInterrupt", "KeyboardInterrupt")):
            (kind, message, traceback), code = self.boot_failure("import sys\n" + statement + "\n")
            self.assertEqual((kind, code), ("app", 4))
            self.assertIn(words, message)
            self.assertIn("line 2", traceback)

    def test_asgi(self):
        (kind, message, _), code = self.boot_failure("async def app(scope, receive, send): ...\n")
        self.assertIn("ASGI", message)
        self.assertEqual((kind, code), ("app", 4))

    def test_worker_cannot_start(self):
        server = self.server()
        worker = server.fork()
        server.event("forked")
        worker.wait_ready()
        os.unlink(worker.board_path)
        # The same again, now without a scoreboard: not the app's fault.
        server.tell(do="fork", worker=1, threads=1, board=worker.board_path, output=worker.output_path)
        frame = worker.control_frame(frames.BOOT_FAILED)
        self.assertEqual(frame.meta[0], "worker")
        self.assertIn("FileNotFoundError", frame.meta[1])
        self.assertEqual(server.event("exited")["code"], 3)

    def test_descriptors_that_are_not_the_apps_are_missed_in_one_sentence(self):
        for preload in (False, True):
            # The files of the second now have our numbers.
            for also in ("", "files = [open(os.devnull) for _ in range(9)]\n", "1 / 0\n"):
                server = self.server("import os\nos.closerange(3, 256)\n" + also + textwrap.dedent(HELLO), preload=preload)
                if preload:
                    said = server.error()
                    self.assertEqual(server.spawner.wait(10), 4)
                    self.assertTrue(server.errors.empty())
                else:
                    worker = server.fork()
                    said = worker.line()
                    self.assertIsNone(worker.control_frame(), "nothing is told on what may be the app's")
                    self.assertEqual(server.event("exited")["code"], 4)
                    self.assertTrue(worker.lines.empty())
                self.assertIn("has closed descriptors that it had not opened", said)

    @unittest.skipUnless(os.geteuid() == 0, "only root may change root")
    def test_an_app_may_change_root_and_user_while_it_is_imported(self):
        text = """
            import os
            os.chroot(os.path.dirname(os.path.abspath(__file__)))
            os.setgid(65534)
            os.setuid(65534)
            """
        worker = self.server(textwrap.dedent(text) + textwrap.dedent(HELLO)).fork(threads=2)
        self.assertIn("bodies over 64 KiB will fail", worker.control_frame(frames.WARNING).meta[0])
        worker.wait_ready()
        self.assertEqual([self.text(slot) for slot in worker.slots.values()], ["/", "/"])

    def test_a_failure_is_told_where_nothing_can_be_imported_any_more(self):
        server = self.server("import sys\nsys.path.clear()\ndef app(environ, start_response):\n    1 / 0\n")
        (frame,) = server.boot().slots[0].call()
        self.assertEqual((frame.kind, frame.meta[0]), (frames.ERROR, "ZeroDivisionError: division by zero"))
        self.assertIn("site1.py\", line 4, in app", frame.meta[1])

    # --- ends

    def test_killed_and_crashed_workers_are_reported(self):
        server = self.server("import os\ndef app(environ, start_response):\n    os._exit(9)\n")
        worker = server.boot(1)
        os.kill(worker.pid, signal.SIGKILL)
        self.assertEqual(server.event("exited"), {"event": "exited", "worker": 1, "pid": worker.pid, "signal": 9})
        worker = server.boot(2)
        worker.slots[0].request()
        self.assertEqual(server.event("exited"), {"event": "exited", "worker": 2, "pid": worker.pid, "code": 9})
        server.boot(3)  # life goes on

    def test_exit_handlers_run(self):
        server = self.server(
            """
            import atexit, sys, time
            from concurrent.futures import ThreadPoolExecutor
            atexit.register(print, "goodbye")
            pool = ThreadPoolExecutor()
            def later():
                time.sleep(0.2)
                print("job done")
            def app(environ, start_response):
                pool.submit(later)
                start_response("200 OK", [])
                return []
            """
        )
        worker = server.boot()
        self.text(worker.slots[0])
        worker.stop()
        # 3.8 has executors finish among the other exit handlers, later ones finish before.
        self.assertEqual({worker.line(), worker.line()}, {"job done", "goodbye"})
        self.assertEqual(server.event("exited")["code"], 0)

    def test_threads_of_the_app_do_not_hold_up_the_end(self):
        server = self.server(HELLO + "\n    threading.Thread(target=time.sleep, args=(60,)).start()\n")
        worker = server.boot()
        worker.stop()
        self.assertEqual(server.event("exited")["code"], 0)

    def test_sigterm_of_somebody_else(self):
        server = self.server()
        worker = server.boot()
        self.await_asleep(worker)
        os.kill(worker.pid, signal.SIGTERM)
        os.kill(worker.pid, signal.SIGINT)
        worker.control_frame(frames.LEAVING)
        os.kill(worker.pid, signal.SIGTERM)
        self.assertEqual(self.text(worker.slots[0]), "/")
        self.assertTrue(worker.control.empty())
        worker.stop()
        self.assertEqual(server.event("exited")["code"], 0)

    def test_sigterm_during_boot(self):
        server = self.server(HELLO + "\n    print('importing')\n    time.sleep(0.5)\n")
        worker = server.fork()
        pid = server.event("forked")["pid"]
        self.assertEqual(worker.line(), "importing")
        os.kill(pid, signal.SIGTERM)
        worker.wait_ready()
        worker.control_frame(frames.LEAVING)

    def test_threads_that_the_system_refuses_are_said_with_the_limits(self):
        # No address space has room for such stacks.
        server = self.server(HELLO + "\n    import threading\n    threading.stack_size(1 << 47)\n")
        frame = server.fork(threads=2).control_frame(frames.BOOT_FAILED)
        kind, message, traceback = frame.meta
        self.assertEqual((kind, traceback), ("worker", ""))
        self.assertRegex(message, "^The system does not let the worker start all of its threads.*ulimit -u")

    def test_spawner_survives_signals_to_the_group(self):
        server = self.server()
        server.event("ready")
        self.assertEqual(os.getsid(server.spawner.pid), server.spawner.pid)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            os.kill(server.spawner.pid, number)
        server.boot()

    def test_spawner_survives_signals_that_come_before_it_hears_any(self):
        signals = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, signals)  # as in the server, which it inherits
        try:
            server = self.server()
            for number in signals:
                os.kill(server.spawner.pid, number)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        server.boot()

    def test_end_of_standard_input_ends_everything(self):
        server = self.server(HELLO + "\n    import signal\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n")
        pids = [server.boot(number).pid for number in (1, 2, 3)]
        server.leave()
        self.assertTrue(process_is_gone(server.spawner.pid))
        for pid in pids:
            self.assertTrue(process_is_gone(pid))

    def test_control_stream_that_ends_ends_the_worker(self):
        server = self.server("import atexit, time\natexit.register(time.sleep, 60)\n" + textwrap.dedent(HELLO))
        worker = server.boot()
        worker.control_stream.shutdown(2)
        self.assertTrue(process_is_gone(worker.pid))
        self.assertEqual(server.event("exited")["signal"], signal.SIGALRM)

    def test_failed_fork_is_reported(self):
        # As root no limit of processes holds, so the call itself is made to fail.
        self.file("sitecustomize.py", "import os\ndef fork(): raise BlockingIOError(11, 'try again')\nos.fork = fork\n")
        server = self.server(environ=dict(os.environ, PYTHONPATH=self.folder))
        server.fork(3)
        event = server.event("fork_failed")
        self.assertEqual(event, {"event": "fork_failed", "worker": 3, "message": "[Errno 11] try again"})
        server.fork(4)
        self.assertEqual(server.event("fork_failed")["worker"], 4)

    def test_prints_in_the_spawner_do_not_reach_the_reports(self):
        self.file("sitecustomize.py", "import atexit, os\nos.register_at_fork(before=lambda: print('stray'))\n")
        server = self.server(environ=dict(os.environ, PYTHONPATH=self.folder))
        server.boot()

    # --- requests

    def test_requests_wait_in_the_inbox_and_can_be_taken_back(self):
        server = self.server(HELLO.replace("return", "time.sleep(0.3)\n        return"))
        worker = server.boot()
        slot = worker.slots[0]
        first = slot.request()
        deadline = time.monotonic() + 5
        while worker.board[0] != first and time.monotonic() < deadline:
            time.sleep(0.001)
        self.assertEqual(worker.board[0], first)
        second, third = slot.request(), slot.request()
        self.assertEqual(slot.take_back(), second)
        self.assertEqual([slot.frame().request_id, slot.frame().request_id], [first, third])
        self.assertIsNone(slot.take_back())

    def test_slots_run_at_the_same_time(self):
        server = self.server(
            """
            import threading
            meeting = threading.Barrier(4, timeout=5)
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
