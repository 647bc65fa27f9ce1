"""The process above a command that is not ours: signals, exit codes, and who is waited for."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

RUNNER = os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "..", "main", "python", "junicorn_startup", "run.py"
)


class RunnerTest(unittest.TestCase):
    def start(self, *words, **options):
        """Starts a copy of the runner, which removes itself, in front of the words."""
        self.folder = tempfile.mkdtemp()
        copy = shutil.copy(RUNNER, self.folder)
        command = [sys.executable, "-ISB", copy, "alone", "/tmp", *words]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def run_to_end(self, *words):
        process = self.start(*words)
        out, err = process.communicate(timeout=30)
        return process.returncode, out, err

    def test_exit_code_and_output_are_the_commands(self):
        self.assertEqual(self.run_to_end("sh", "-c", "pwd; echo 'a  b' >&2; exit 7"), (7, "/tmp\n", "a  b\n"))
        self.assertFalse(os.path.exists(self.folder), "the copy of the runner is left")

    def test_death_by_a_signal_is_the_shells_code(self):
        self.assertEqual(self.run_to_end("sh", "-c", "kill -9 $$")[0], 128 + signal.SIGKILL)

    def test_what_cannot_be_run_is_named(self):
        code, _, err = self.run_to_end("/nowhere/program")
        self.assertEqual((code, err), (127, "junicorn: cannot run /nowhere/program: No such file or directory\n"))
        self.assertEqual(self.run_to_end("/etc/passwd")[0], 126)

    def test_a_signal_reaches_what_a_shell_has_started(self):
        server = "trap 'sleep 0.3; echo finished; exit' TERM; echo up; while :; do sleep 0.05; done"
        process = self.start("sh", "-c", 'sh -c "$0" & wait', server)
        self.assertEqual(process.stdout.readline(), "up\n")
        process.send_signal(signal.SIGTERM)
        # The outer shell ends at once; the inner one is waited for.
        self.assertEqual(process.communicate(timeout=30)[0], "finished\n")
        self.assertEqual(process.returncode, 128 + signal.SIGTERM)

    def test_other_signals_are_passed_on_and_end_nothing(self):
        process = self.start("sh", "-c", "trap 'echo hup' HUP; trap 'exit 3' USR1; echo up; while :; do sleep 0.05; done")
        process.stdout.readline()
        process.send_signal(signal.SIGHUP)
        self.assertEqual(process.stdout.readline(), "hup\n")
        process.send_signal(signal.SIGUSR1)
        self.assertEqual(process.wait(timeout=30), 3)

    def test_a_blocked_signal_is_let_through(self):
        def block():
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGQUIT])

        process = self.start("sh", "-c", "trap 'exit 5' QUIT; echo up; while :; do sleep 0.05; done", preexec_fn=block)
        process.stdout.readline()
        process.send_signal(signal.SIGQUIT)
        self.assertEqual(process.wait(timeout=30), 5)

    def test_a_job_in_the_background_does_not_hold_the_end(self):
        began = time.monotonic()
        process = self.start("sh", "-c", "sleep 20 >/dev/null 2>&1 & echo $!; exit 4")
        job = int(process.stdout.readline())
        self.assertEqual(process.wait(timeout=30), 4)
        self.assertLess(time.monotonic() - began, 15)
        os.kill(job, signal.SIGKILL)

    def test_a_command_can_end_with_its_parent(self):
        copy = shutil.copy(RUNNER, tempfile.mkdtemp())
        words = [sys.executable, "-ISB", copy, "with-parent", "/tmp", "sh", "-c", "trap 'echo told; exit' TERM; echo up; while :; do sleep 0.05; done"]
        parent = subprocess.Popen(
            [sys.executable, "-c", "import subprocess, sys; subprocess.Popen(sys.argv[1:]).wait()", *words],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.assertEqual(parent.stdout.readline(), "up\n")
        parent.kill()
        self.assertEqual(parent.communicate(timeout=30)[0], "told\n")


if __name__ == "__main__":
    unittest.main()
