"""The stacks of a worker where nothing in it can answer: a signal has them written."""

import os
import re
import select
import signal
import tempfile
import time
import unittest

from fake_server import PATIENCE, FakeServer
from junicorn_bridge import frames
from junicorn_bridge.freethreading import has_gil
from watchdog_case import WatchdogCase


class DumpsTest(WatchdogCase):
    def boot(self, **options):
        """Up to where all threads run: from Python 3.14 on a dump ends at one that has only been begun."""
        super().boot(**options)
        self.worker.tell_watchdog("p")
        self.worker.watch_frame(frames.PONG)

    def dump(self, pattern):
        """Has the stacks written, until they have this."""
        number, descriptor = self.worker.dumps[-1]
        path = self.worker.board_path
        self.assertTrue(os.path.samefile("/proc/%d/fd/%d" % (self.worker.pid, descriptor), path))
        lines = 64 * self.worker.threads
        os.truncate(path, lines)
        os.kill(self.worker.pid, number)
        deadline = time.monotonic() + PATIENCE
        text = ""
        while not re.search(pattern, text):
            self.assertLess(time.monotonic(), deadline, "no dump, or another one:\n" + text)
            time.sleep(0.01)
            with open(path, "rb") as file:
                text = file.read()[lines:].decode()

    @unittest.skipUnless(has_gil(), "this Python has no GIL")
    def test_a_signal_tells_the_stacks_while_the_gil_is_held(self):
        self.boot(threads=2)
        path = os.path.join(self.folder, "gate")
        os.mkfifo(path)
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb", 0) as gate:
            self.start("/hold", 1)
            self.assertTrue(select.select([gate], [], [], PATIENCE)[0], "it does not begin")
            self.worker.tell_watchdog("p")
            thread = r"Thread 0x%016x .*\n" % self.worker.board[8 + 3]
            self.dump(thread + r'  File "%s/site1.py", line \d+ in hold\n' % self.folder)
            self.assertTrue(self.worker.watch.empty(), "the GIL is held")
            os.set_blocking(gate.fileno(), True)
            self.assertEqual(len(gate.read()), 1 << 20)
        self.worker.watch_frame(frames.PONG)

    def test_a_signal_tells_the_stack_of_an_import_that_hangs(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        with open(os.path.join(folder.name, "site1.py"), "w") as file:
            file.write("def hang():\n    open('gate').read()\nhang()\n")
        gate = os.path.join(folder.name, "gate")
        os.mkfifo(gate)
        server = FakeServer("site1:app", folder.name)
        self.addCleanup(server.close)
        self.worker = server.fork()
        self.worker.pid = server.event("forked")["pid"]
        self.await_true(lambda: self.is_opened(gate))  # from then on it waits for what is written
        frame = self.worker.control.get(timeout=PATIENCE)
        self.assertEqual(frame.kind, frames.DUMPS)
        self.worker.dumps.append(frame.meta)
        self.dump(r'site1.py", line 2 in hang\n.*site1.py", line 3 in <module>\n')

    def is_opened(self, pipe):
        """Whether somebody wants to read it, who has then a writer until the end of the test."""
        try:
            self.addCleanup(os.close, os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:  # ENXIO
            return False
        return True

    def test_an_app_that_resets_all_handlers_at_import_does_not_take_the_dump(self):
        self.boot(
            first="""
            import signal
            for number in signal.valid_signals() - {9, 19, 32, 33}:
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGRTMAX - 1, lambda number, frame: print("mine"))
            """
        )
        self.assertEqual([number for number, _ in self.worker.dumps], [signal.SIGRTMAX, signal.SIGRTMAX])
        self.dump("Thread 0x")
        os.kill(self.worker.pid, signal.SIGRTMAX - 1)
        self.assertEqual(self.worker.line(), "mine")

    def test_an_app_that_uses_our_signal_keeps_it(self):
        self.boot(
            first="""
            import signal
            signal.signal(signal.SIGRTMAX, lambda number, frame: print("mine"))
            """
        )
        self.assertEqual(self.worker.dumps[-1][0], signal.SIGRTMAX - 1)
        self.dump("Thread 0x")
        os.kill(self.worker.pid, signal.SIGRTMAX)
        self.assertEqual(self.worker.line(), "mine")

    def test_an_app_that_uses_faulthandler_itself(self):
        self.boot(
            first="""
            import faulthandler, signal, sys
            faulthandler.enable()
            faulthandler.register(signal.SIGUSR1)
            faulthandler.disable()
            """
        )
        self.dump("Thread 0x")


if __name__ == "__main__":
    unittest.main()
