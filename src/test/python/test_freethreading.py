"""What there is instead of a look at frames, in a Python without a GIL; this one may have one."""

import sys
import threading
import unittest
from unittest import mock

import fake_server  # puts the bridge on the path
from junicorn_bridge import freethreading

# By CPython 3.14t, of a worker; two of the threads have names.
DUMP = """\
Current thread 0x00007fae0d15d6c0 [python3.14t] (most recent call first):
  File "/srv/junicorn_bridge/freethreading.py", line 37 in stacks
  File "/srv/junicorn_bridge/watchdog.py", line 118 in _stop_all

Thread 0x00007fae0d95e6c0 [junicorn-slot-0] (most recent call first):
  File "/srv/in (a) "line 3"/app.py", line 7 in inner
  File "/srv/app.py", line 12 in <lambda>

Thread 0x00007fae0e15f6c0 (most recent call first):
  <no Python frame>
"""


class StacksTest(unittest.TestCase):
    def test_a_thread_that_waits(self):
        begun, over = threading.Event(), threading.Event()

        def wait_here():
            begun.set()
            over.wait()

        thread = threading.Thread(target=wait_here)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(over.set)
        begun.wait()
        stacks = freethreading.stacks()
        self.assertIn("wait_here", [function for _, _, function in stacks[thread.ident]])
        file, _, function = stacks[threading.get_ident()][-1]
        self.assertEqual((file, function), (freethreading.__file__, "stacks"))

    def test_dump(self):
        self.assertEqual(
            freethreading.parse(DUMP),
            {
                0x7FAE0D15D6C0: [
                    ("/srv/junicorn_bridge/watchdog.py", 118, "_stop_all"),
                    ("/srv/junicorn_bridge/freethreading.py", 37, "stacks"),
                ],
                0x7FAE0D95E6C0: [
                    ("/srv/app.py", 12, "<lambda>"),
                    ('/srv/in (a) "line 3"/app.py', 7, "inner"),
                ],
                0x7FAE0E15F6C0: [],
            },
        )

    def test_nothing_is_known_without_faulthandler(self):
        with mock.patch.object(freethreading, "faulthandler", None):
            self.assertEqual(freethreading.stacks(), {})


class GilTest(unittest.TestCase):
    def test_those_who_cannot_be_asked_have_one(self):
        with mock.patch.object(sys, "_is_gil_enabled", None, create=True):
            self.assertTrue(freethreading.has_gil())

    def test_the_interpreter_says_so(self):
        for answer in (True, False):
            with mock.patch.object(sys, "_is_gil_enabled", lambda: answer, create=True):
                self.assertEqual(freethreading.has_gil(), answer)


if __name__ == "__main__":
    unittest.main()
