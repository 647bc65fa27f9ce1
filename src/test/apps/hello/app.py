"""The well-behaved app: plain WSGI, one path for each thing a test wants to see through the server.

    /               hello
    /environ        the environ as JSON (what is not JSON is given by its repr)
    /echo           the request body back, its length in X-Body-Length
    /sleep?s=0.5    answers after that long
    /sleep?gate=DIR leaves a file in DIR, and answers when there is DIR/open: with its process
    /bytes?n=10     n bytes with a Content-Length
    /file?n=10      n bytes from a file, by wsgi.file_wrapper
    /cut?n=4        cuts the last of these files to n bytes, in the same process
    /stream?n=3&size=5   n chunks of that size, no Content-Length
    /status?code=404     that status
    /pid            process and thread that served it
"""

import json
import os
import tempfile
import threading
import time
from urllib.parse import parse_qs


def hello(environ, query, start_response):
    return text(start_response, b"hello\n")


def show_environ(environ, query, start_response):
    body = json.dumps(environ, default=repr, sort_keys=True).encode()
    return text(start_response, body, kind="application/json")


def echo(environ, query, start_response):
    body = environ["wsgi.input"].read()
    start_response("200 OK", [
        ("Content-Type", environ.get("CONTENT_TYPE") or "application/octet-stream"),
        ("Content-Length", str(len(body))),
        ("X-Body-Length", str(len(body))),
    ])
    return [body]


def sleep(environ, query, start_response):
    if "gate" in query:
        return wait_at(query["gate"], start_response)
    seconds = float(query.get("s", "0.1"))
    time.sleep(seconds)
    return text(start_response, b"slept %.3f\n" % seconds)


def wait_at(gate, start_response):
    os.close(tempfile.mkstemp(prefix="arrival", dir=gate)[0])
    while not os.path.exists(os.path.join(gate, "open")):
        time.sleep(0.01)
    return text(start_response, b"%d\n" % os.getpid())


def some_bytes(environ, query, start_response):
    return text(start_response, b"x" * int(query.get("n", "0")), kind="application/octet-stream")


def some_file(environ, query, start_response):
    size = int(query.get("n", "0"))
    file = tempfile.TemporaryFile()
    file.truncate(size)
    start_response("200 OK", [("Content-Length", str(size))])
    global last_file
    last_file = os.dup(file.fileno())
    return environ["wsgi.file_wrapper"](file)


def cut(environ, query, start_response):
    os.ftruncate(last_file, int(query["n"]))
    return text(start_response, b"cut\n")


def stream(environ, query, start_response):
    count, size = int(query.get("n", "3")), int(query.get("size", "5"))
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    return (bytes([65 + i % 26]) * size for i in range(count))


def status(environ, query, start_response):
    return text(start_response, b"as asked\n", status=query.get("code", "200") + " As Asked")


def pid(environ, query, start_response):
    who = {"pid": os.getpid(), "ppid": os.getppid(), "thread": threading.current_thread().name,
           "ident": threading.get_ident()}
    return text(start_response, json.dumps(who).encode(), kind="application/json")


PATHS = {"/": hello, "/environ": show_environ, "/echo": echo, "/sleep": sleep, "/bytes": some_bytes,
         "/file": some_file, "/cut": cut, "/stream": stream, "/status": status, "/pid": pid}


def text(start_response, body, status="200 OK", kind="text/plain"):
    start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]


def app(environ, start_response):
    serve = PATHS.get(environ.get("PATH_INFO") or "/")
    if serve is None:
        return text(start_response, b"no such path\n", status="404 Not Found")
    query = {name: values[-1] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
    return serve(environ, query, start_response)
