"""How spawner and workers end, and what they survive: real processes, real signals."""

import os
import signal
import textwrap
import unittest

from fake_server import process_is_gone
from junicorn_bridge import frames
from process_case import HELLO, ProcessCase


class EndsTest(ProcessCase):
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


if __name__ == "__main__":
    unittest.main()
