"""What is said of a worker that does not boot: real processes, real sockets."""

import os
import textwrap
import unittest

from fake_server import PATIENCE
from junicorn_bridge import frames
from process_case import HELLO, ProcessCase


class BootFailuresTest(ProcessCase):
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
        for statement, words in (("sys.exit('bye')", "and said: bye"), ("raise KeyboardInterrupt", "KeyboardInterrupt")):
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
                    self.assertEqual(server.spawner.wait(PATIENCE), 4)
                    self.assertTrue(server.errors.empty())
                else:
                    worker = server.fork()
                    said = worker.line()
                    self.assertIsNone(worker.control_frame(), "nothing is told on what may be the app's")
                    self.assertEqual(server.event("exited")["code"], 4)
                    self.assertEqual(worker.lines_to_the_end(), [])
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

    @unittest.skipUnless(os.geteuid() == 0, "only root may change root")
    def test_a_preloaded_app_that_changes_root_or_user_is_told_what_to_do(self):
        for change in ("os.chroot(os.path.dirname(os.path.abspath(__file__)))", "os.setuid(65534)"):
            server = self.server("import os\n" + change + textwrap.dedent(HELLO), preload=True)
            failed = server.event("boot_failed")
            self.assertEqual((failed["kind"], failed["traceback"]), ("app", ""))
            self.assertRegex(failed["message"], "^--preload: .*(os.chroot, os.setuid).* Leave --preload out")
            self.assertTrue(server.errors.empty())

    def test_threads_that_the_system_refuses_are_said_with_the_limits(self):
        # No address space has room for such stacks.
        server = self.server(HELLO + "\n    import threading\n    threading.stack_size(1 << 47)\n")
        frame = server.fork(threads=2).control_frame(frames.BOOT_FAILED)
        kind, message, traceback = frame.meta
        self.assertEqual((kind, traceback), ("worker", ""))
        self.assertRegex(message, "^The system does not let the worker start all of its threads.*ulimit -u")

    def test_a_failure_is_told_where_nothing_can_be_imported_any_more(self):
        server = self.server("import sys\nsys.path.clear()\ndef app(environ, start_response):\n    1 / 0\n")
        (frame,) = server.boot().slots[0].call()
        self.assertEqual((frame.kind, frame.meta[0]), (frames.ERROR, "ZeroDivisionError: division by zero"))
        self.assertIn("site1.py\", line 4, in app", frame.meta[1])


if __name__ == "__main__":
    unittest.main()
