"""What the spawner does besides forking: signals on the server's behalf, and the preloaded app."""

import json
import os
import signal
import textwrap
import tempfile
import time
import unittest

from fake_server import PATIENCE, FakeServer
from junicorn_bridge import frames, sources

SLEEPY = """
    import os, signal, time
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    imported_in = os.getpid()
    def app(environ, start_response):
        start_response("200 OK", [])
        return [str(imported_in).encode()]
"""

RAISES = """
    import signal
    def raises(number, frame):
        raise TimeoutError("too long")
    signal.signal(signal.SIGUSR1, raises)
"""

DEFAULT_TIMEOUT = """
    import json, os, socket
    own = socket.socket()
    socket.setdefaulttimeout(5)
    def app(environ, start_response):
        start_response("200 OK", [])
        servers = []
        socket.setdefaulttimeout(None)  # or what looks at them would make them non-blocking
        for number in map(int, os.listdir("/proc/self/fd")):
            try:
                end = socket.socket(fileno=os.dup(number))
                if end.getpeername().endswith("workers.sock"):
                    servers.append(os.get_blocking(number))
            except (OSError, AttributeError):
                pass  # no socket, or one without a name
        return [json.dumps({"servers": servers, "own": os.get_blocking(own.fileno())}).encode()]
"""

INTERRUPTED = """
    import os, signal, sys
    class Interrupt:
        def find_spec(self, name, path=None, target=None):
            if name == "junicorn_bridge.worker":
                os.kill(os.getpid(), signal.SIGHUP)
                os.kill(os.getpid(), signal.SIGINT)
                os.kill(os.getpid(), signal.SIGTERM)
    sys.meta_path.insert(0, Interrupt())
"""

REPLACES_OUTPUT = """
    import codecs, io, logging, sys
    class Tee:
        def __init__(self, stream):
            self.stream = stream
        def write(self, text):
            self.stream.write(text.replace("printed", "tee"))
        def flush(self):
            raise RuntimeError("not me")
    class StreamToLogger:
        def write(self, text):
            for line in text.rstrip().splitlines():
                logging.info(line)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    %s
    def app(environ, start_response):
        sys.stdout and not sys.stdout.closed and print("printed")
        errors = environ["wsgi.errors"]
        errors.write("to errors\\n")
        start_response("200 OK", [])
        return [b"ok"]
"""

#: What an app may do to its streams -> a line that then comes of its output.
REPLACED_OUTPUT = {
    "sys.stdout = sys.stderr = Tee(sys.stdout); Tee.closed = False": "tee",
    "sys.stdout = StreamToLogger(); StreamToLogger.closed = False": "INFO:root:printed",
    "sys.stdout = codecs.getwriter('utf-8')(sys.stdout.buffer)": "printed",
    "sys.stdout = io.TextIOWrapper(sys.stdout.detach(), 'utf-8', line_buffering=True)": "printed",
    "sys.stdout = io.StringIO()": "to errors",
    "sys.stdout.close()": "to errors",
    "sys.stdout = sys.stderr = None": "to errors",
}


class SpawnerTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)

    def server(self, text, **options):
        with open(os.path.join(self.folder, "site1.py"), "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(text))
        server = FakeServer("site1:app", self.folder, **options)
        self.addCleanup(server.close)
        return server

    # --- kill

    def test_a_worker_is_killed_by_its_number(self):
        server = self.server(SLEEPY)
        first, second = server.boot(1), server.boot(2)
        server.tell(do="kill", worker=1, signal=signal.SIGKILL)
        self.assertEqual(
            server.event("exited"), {"event": "exited", "worker": 1, "pid": first.pid, "signal": signal.SIGKILL}
        )
        (frame,) = second.slots[0].call()
        self.assertEqual(frame.kind, frames.WHOLE)

    def test_who_is_gone_is_not_signalled(self):
        server = self.server(SLEEPY)
        worker = server.boot(1)
        worker.stop()
        server.event("exited")
        server.tell(do="kill", worker=1, signal=signal.SIGKILL)
        server.boot(2)  # life goes on

    # --- memory

    def test_it_and_its_workers_go_before_the_server_when_memory_runs_out(self):
        with open("/proc/self/oom_score_adj", encoding="ascii") as file:
            server_adjustment = int(file.read())
        server = self.server(SLEEPY)
        worker = server.boot()
        for pid in (server.spawner.pid, worker.pid):
            with open("/proc/%d/oom_score_adj" % pid, encoding="ascii") as file:
                self.assertEqual(int(file.read()), min(server_adjustment + 300, 1000))

    # --- numbers for Prometheus

    def test_gauges_of_the_living_go_with_their_worker(self):
        folder = os.path.join(self.folder, "metrics")
        os.mkdir(folder)
        server = self.server(SLEEPY, environ=dict(os.environ, PROMETHEUS_MULTIPROC_DIR=folder))
        worker, other = server.boot(1), server.boot(2)
        kept = ["counter_%d.db" % worker.pid, "gauge_all_%d.db" % worker.pid, "gauge_livesum_%d.db" % other.pid]
        for name in kept + ["gauge_livesum_%d.db" % worker.pid, "gauge_livemostrecent_%d.db" % worker.pid]:
            with open(os.path.join(folder, name), "wb"):
                pass
        os.kill(worker.pid, signal.SIGKILL)
        server.event("exited")
        self.assertEqual(sorted(os.listdir(folder)), sorted(kept))
        server.leave()
        server.event("exited")
        self.assertEqual(sorted(os.listdir(folder)), sorted(kept[:2]))

    def test_a_folder_for_them_that_is_not_there_does_no_harm(self):
        server = self.server(SLEEPY, environ=dict(os.environ, PROMETHEUS_MULTIPROC_DIR="/nowhere"))
        server.boot(1).stop()
        self.assertEqual(server.event("exited")["code"], 0)

    # --- what the app leaves behind in its modules

    def test_a_default_timeout_of_the_apps_is_not_for_the_servers_sockets(self):
        for preload in (False, True):
            server = self.server(DEFAULT_TIMEOUT, preload=preload)
            worker = server.boot()
            blocking = json.loads(worker.slots[0].call()[0].body)
            # Control, watch, slot stream; and of the app's own what it is itself.
            self.assertEqual(blocking, {"servers": [True] * 3, "own": True})

    # --- signals that a terminal or a service manager sends to every process

    def test_an_interrupt_while_python_starts_is_for_the_server_alone(self):
        with open(os.path.join(self.folder, "sitecustomize.py"), "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(INTERRUPTED))
        server = self.server(SLEEPY, environ={**os.environ, "PYTHONPATH": self.folder})
        worker = server.boot()
        self.assertEqual(worker.slots[0].call()[0].body, str(worker.pid).encode())

    # --- the logger that apps know from gunicorn

    def test_an_app_that_logs_through_gunicorns_logger_is_heard(self):
        recipe = """
            import logging
            mine = logging.getLogger("mine")
            mine.handlers = logging.getLogger("gunicorn.error").handlers
            mine.setLevel(logging.getLogger("gunicorn.error").level)
            mine.propagate = False
            mine.debug("too quiet")
            mine.info("at import")
            def app(environ, start_response):
                mine.warning("in a request")
                start_response("200 OK", [])
                return [b"ok"]
            """
        for preload in (False, True):
            server = self.server(recipe, preload=preload)
            worker = server.boot()
            worker.slots[0].call()
            heard = server.error if preload else worker.line
            self.assertEqual(heard().strip(), "[INFO] at import")
            self.assertEqual(worker.line(), "[WARNING] in a request")
        server = self.server(recipe, log_level="debug")
        self.assertEqual(server.boot().line(), "[DEBUG] too quiet")

    # --- the end

    def test_how_its_workers_end_with_it_is_reported(self):
        server = self.server(SLEEPY)
        first, second = server.boot(1), server.boot(2)
        server.leave()
        ends = [server.event("exited") for _ in range(2)]
        self.assertEqual({end["pid"] for end in ends}, {first.pid, second.pid})
        self.assertEqual({end["signal"] for end in ends}, {signal.SIGKILL})
        self.assertIsNone(server.event(), "the end of the reports")

    # --- preload

    def test_a_preloaded_app_is_imported_once_and_before_the_fork(self):
        server = self.server(SLEEPY, preload=True)
        self.assertEqual(server.event()["event"], "ready")
        for number in (1, 2):
            (frame,) = server.boot(number).slots[0].call()
            self.assertEqual(frame.body.decode(), str(server.spawner.pid))

    def test_a_preloaded_app_that_fails_is_reported_and_ends_the_spawner(self):
        server = self.server("def f():\n    1 / 0\nf()\n", preload=True)
        event = server.event()
        self.assertEqual(event["event"], "boot_failed")
        self.assertEqual((event["kind"], event["message"]), ("app", "ZeroDivisionError: division by zero"))
        self.assertIn("site1.py", event["traceback"])
        self.assertNotIn("junicorn_bridge", event["traceback"])
        self.assertEqual(server.spawner.wait(PATIENCE), 0)

    def test_what_does_not_survive_a_fork_is_named(self):
        server = self.server(
            """
            import socket, threading, time
            threading.Thread(target=time.sleep, args=(60,), name="poller", daemon=True).start()
            listener = socket.create_server(("127.0.0.1", 0))
            connection = socket.create_connection(listener.getsockname())
            log = open(__file__)
            def app(environ, start_response):
                start_response("200 OK", [])
                return []
            """,
            preload=True,
        )
        threads, sockets, files = (server.event("warning")["message"] for _ in range(3))
        self.assertIn("started 1 thread: poller", threads)
        self.assertIn("opened 2 sockets", sockets)
        self.assertIn("127.0.0.1", sockets)
        self.assertIn("opened 1 file: file %s/site1.py" % self.folder, files)
        self.assertEqual(server.event()["event"], "ready")
        server.boot()

    def test_memory_that_the_workers_are_meant_to_share_is_no_open_file(self):
        server = self.server(
            """
            import multiprocessing
            served = multiprocessing.Value("i", 0)  # a mapped file without a name
            def app(environ, start_response):
                with served:
                    served.value += 1
                    body = b"%d" % served.value
                start_response("200 OK", [])
                return [body]
            """,
            preload=True,
        )
        self.assertEqual(server.event()["event"], "ready", "no warning")
        counted = [server.boot(number).slots[0].call()[0].body for number in (1, 2)]
        self.assertEqual(counted, [b"1", b"2"])

    def test_a_log_that_all_workers_append_to_is_no_open_file(self):
        server = self.server(
            """
            import logging
            logging.basicConfig(filename=__file__ + ".log", format="%(message)s")
            def app(environ, start_response):
                logging.error("served")
                start_response("200 OK", [])
                return []
            """,
            preload=True,
        )
        self.assertEqual(server.event()["event"], "ready", "no warning")
        for number in (1, 2):
            server.boot(number).slots[0].call()
        with open(os.path.join(self.folder, "site1.py.log")) as log:
            self.assertEqual(log.read(), "served\n" * 2)

    def test_signal_handlers_of_a_preloaded_app_do_not_deafen_the_spawner(self):
        server = self.server(
            """
            import signal
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.set_wakeup_fd(-1)
            def app(environ, start_response):
                start_response("200 OK", [])
                return []
            """,
            preload=True,
        )
        worker = server.boot()
        os.kill(worker.pid, signal.SIGKILL)
        self.assertEqual(server.event("exited")["signal"], signal.SIGKILL)

    def test_one_that_raises_ends_the_spawner_and_not_its_workers(self):
        server = self.server(RAISES + SLEEPY, preload=True)
        slot = server.boot().slots[0]
        os.kill(server.spawner.pid, signal.SIGUSR1)
        self.assertIsNone(server.event("exited"), "until the spawner ends")
        while "TimeoutError: too long" not in server.error():
            pass
        self.assertEqual(slot.call()[0].kind, frames.WHOLE)

    # --- an app that puts other streams in the place of ours

    def test_streams_of_the_apps_own_do_not_keep_a_worker_from_starting(self):
        for replacement, printed in REPLACED_OUTPUT.items():
            for preload in (False, True):
                with self.subTest(replacement, preload=preload):
                    server = self.server(textwrap.dedent(REPLACES_OUTPUT) % replacement, preload=preload)
                    worker = server.boot()
                    self.assertEqual(worker.slots[0].call()[0].body, b"ok")
                    worker.stop()
                    self.assertEqual(server.event("exited")["code"], 0)
                    # To the end: without PYTHONUNBUFFERED what goes around our streams comes last.
                    lines = worker.lines_to_the_end()
                    self.assertIn(printed, lines)
                    self.assertEqual("printed" in lines, printed == "printed")

    def test_what_an_import_has_printed_is_written_once(self):
        server = self.server(
            """
            import io, sys
            sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")
            print("imported")
            def app(environ, start_response):
                print("served", flush=True)
                start_response("200 OK", [])
                return []
            """,
            preload=True,
        )
        for number in (1, 2):
            worker = server.boot(number)
            worker.slots[0].call()
            self.assertEqual(worker.line(), "served")

    def test_printing_needs_no_locale_in_the_import_either(self):
        environ = dict(os.environ, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
        server = self.server("print('caf\xe9')\n" + textwrap.dedent(SLEEPY), preload=True, environ=environ)
        server.boot()
        self.assertEqual(server.error(), "caf\xe9\n")

    # --- the files of the app

    def test_a_worker_writes_which_files_it_consists_of_and_keeps_it_up_to_date(self):
        path = os.path.join(self.folder, "modules")
        server = self.server(
            """
            def app(environ, start_response):
                import this_is_late
                start_response("200 OK", [])
                return []
            """
        )
        with open(os.path.join(self.folder, "this_is_late.py"), "w", encoding="utf-8"):
            pass
        worker = server.fork(modules=path)
        worker.wait_ready()
        self.assertIn(os.path.join(self.folder, "site1.py"), lines(path))
        self.assertNotIn(os.path.join(self.folder, "this_is_late.py"), lines(path))
        worker.slots[0].call()
        deadline = time.monotonic() + PATIENCE
        while os.path.join(self.folder, "this_is_late.py") not in lines(path):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)

    def test_modules_that_are_no_modules_do_no_harm(self):
        import sys

        sys.modules["junicorn_test_oddity"] = object()
        self.addCleanup(sys.modules.pop, "junicorn_test_oddity")
        path = os.path.join(self.folder, "modules")
        self.assertGreater(sources.write(path), 10)
        self.assertIn(os.path.abspath(__file__), lines(path))


def lines(path):
    with open(path, encoding="utf-8") as file:
        return file.read().split("\n")


if __name__ == "__main__":
    unittest.main()
