"""The demo: what a run of requests at a lane reports."""

import importlib
import json
import os
import shutil
import socketserver
import sys
import tempfile
import threading
import unittest
from wsgiref.simple_server import ServerHandler, WSGIRequestHandler

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "main", "python", "junicorn_demo")


class LocalServer(socketserver.ThreadingUnixStreamServer):
    """A WSGI server on a Unix socket, with a thread for each request."""

    daemon_threads = True
    request_queue_size = 20

    def __init__(self, path, app):
        self.app = app
        super().__init__(path, Handler)


class Handler(WSGIRequestHandler):
    def address_string(self):
        return "local"

    def log_message(self, *_args):
        pass

    def handle(self):
        self.raw_requestline = self.rfile.readline()
        if not self.raw_requestline or not self.parse_request():
            return
        environ = {"REQUEST_METHOD": self.command, "PATH_INFO": self.path, "SERVER_PROTOCOL": "HTTP/1.0"}
        handler = ServerHandler(self.rfile, self.wfile, self.get_stderr(), environ)
        handler.request_handler = self
        handler.run(self.server.app)


class DemoTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        self.package = shutil.copytree(SOURCE, os.path.join(self.folder, "junicorn_demo"))
        self.socket = os.path.join(self.folder, "s")
        lanes = [{"socket_path": self.socket, "workers": 3, "threads": 6}]
        with open(os.path.join(self.package, "lanes.json"), "w", encoding="utf-8") as file:
            json.dump(lanes, file)
        sys.path.insert(0, self.folder)
        self.demo = importlib.import_module("junicorn_demo.app")
        self.demo.SECONDS = 0.05
        sys.path.remove(self.folder)
        self.addCleanup(self.forget)

    def forget(self):
        for name in ("junicorn_demo.app", "junicorn_demo.lanes", "junicorn_demo"):
            sys.modules.pop(name, None)

    def serve(self):
        server = LocalServer(self.socket, self.demo.application)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)

    def ask(self, path, method="GET", query=""):
        seen = []
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
        result = self.demo.application(environ, lambda status, headers: seen.append(status))
        return seen[0], result

    def fire(self):
        status, result = self.ask("/fire", "POST", "lane=0")
        self.assertEqual(status, "200 OK")
        self.addCleanup(result.close)
        return [json.loads(line) for line in result]

    def test_every_request_of_a_run_is_reported_with_its_times(self):
        self.serve()
        first, *news = self.fire()
        self.assertEqual(first, {"event": "began", "lane": 0, "workers": 3, "threads": 6, "requests": 12})
        self.assertEqual(sorted(one["request"] for one in news), list(range(12)))
        for one in news:
            self.assertEqual((one["event"], one["worker"]), ("done", os.getpid()))
            self.assertTrue(0 <= one["sent"] <= one["began"] <= one["ended"] <= one["answered"])
            # They are said in tenths of a millisecond, and their difference is not exact.
            self.assertGreaterEqual(round(one["ended"] - one["began"], 3), 0.05)

    def test_a_server_that_does_not_answer_is_reported(self):
        news = self.fire()[1:]
        self.assertEqual({one["event"] for one in news}, {"failed"})
        self.assertIn("No such file", news[0]["why"])

    def test_one_run_at_a_time(self):
        result = self.ask("/fire", "POST", "lane=0")[1]
        self.assertEqual(self.ask("/fire", "POST", "lane=0")[0], "409 Conflict")
        result.close()
        again = self.ask("/fire", "POST", "lane=0")
        self.assertEqual(again[0], "200 OK")
        again[1].close()

    def test_pages_and_what_is_none(self):
        for path in ("/", "/page.js", "/style.css", "/lanes"):
            self.assertEqual(self.ask(path)[0], "200 OK", path)
        self.assertEqual(self.ask("/lanes.json")[0], "404 Not Found")
        self.assertEqual(self.ask("/fire")[0], "404 Not Found", "a run is begun by a POST")
        self.assertEqual(self.ask("/fire", "POST", "lane=7")[0], "404 Not Found")

    def test_the_page_asks_nobody_else(self):
        for name in ("page.html", "page.js", "style.css"):
            with open(os.path.join(self.package, name), encoding="utf-8") as file:
                self.assertNotIn("//", file.read().replace("// ", ""), name)


if __name__ == "__main__":
    unittest.main()
