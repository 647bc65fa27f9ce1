"""What every server is asked to serve: the same module for all of them.

`bare` does nothing but answer, so that only the server is seen. `paths` has the workloads that differ in size or waiting.
`flask_app` is what people run. Flask is imported only where it is the app (BENCH_APP, set by the harness), so that
the others' memory and start-up time are the server's own. This is a plain `if`, no module `__getattr__`,
because uWSGI looks into the module's dictionary.
"""

import os
import time

HELLO = b"hello, world\n"
TEN_KILOBYTES = b"x" * 10_240
ONE_MEGABYTE = b"x" * 1_048_576


def bare(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "13")])
    return [HELLO]


def io(environ):
    time.sleep(0.1)
    return HELLO


def post(environ):
    return b"%d\n" % len(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))


PATHS = {
    "/hello": lambda environ: HELLO,
    "/io": io,
    "/10k": lambda environ: TEN_KILOBYTES,
    "/1m": lambda environ: ONE_MEGABYTE,
    "/post": post,
}


def paths(environ, start_response):
    body = PATHS[environ["PATH_INFO"]](environ)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


if os.environ.get("BENCH_APP", "flask_app") == "flask_app":
    from flask import Flask, jsonify

    flask_app = Flask(__name__)

    @flask_app.get("/hello")
    def flask_hello():
        return "hello, world\n"

    @flask_app.get("/json")
    def flask_json():
        return jsonify(message="hello, world", numbers=list(range(10)), nested={"a": 1, "b": [True, None]})
