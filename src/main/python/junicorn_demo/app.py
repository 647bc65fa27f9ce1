"""The demo's pages, its slow handler, and the one that fires requests at it.

lanes.json beside this file names the servers: this one, and a second one with fewer workers and threads. Both run this app.
"""

import json
import mimetypes
import os
import threading
import time
from urllib.parse import parse_qs

from junicorn_demo import lanes

HERE = os.path.dirname(os.path.abspath(__file__))
FILES = {"/": "page.html", "/page.js": "page.js", "/style.css": "style.css"}
HEADERS = [
    ("Content-Security-Policy", "default-src 'self'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
]
SECONDS = 0.5  # how long the slow handler waits, as for a database


def application(environ, start_response):
    path = environ.get("PATH_INFO") or "/"
    if path in FILES:
        return file(start_response, FILES[path])
    if path == "/lanes":
        return answer(start_response, "200 OK", [lane.description() for lane in lanes.all_lanes()])
    if path == "/work":
        return work(start_response)
    if path == "/fire" and environ["REQUEST_METHOD"] == "POST":
        return fire(environ, start_response)
    return answer(start_response, "404 Not Found", {"error": "There is no such page."})


def file(start_response, name):
    with open(os.path.join(HERE, name), "rb") as content:
        body = content.read()
    kind = mimetypes.guess_type(name)[0] or "text/plain"
    start_response("200 OK", [("Content-Type", kind + "; charset=utf-8"), ("Content-Length", str(len(body))), *HEADERS])
    return [body]


def work(start_response):
    """The slow handler: waits, and says who did it and when."""
    began = time.monotonic()
    time.sleep(SECONDS)
    done = {
        "worker": os.getpid(),
        "thread": threading.current_thread().name,
        "began": began,
        "ended": time.monotonic(),
    }
    return answer(start_response, "200 OK", done)


def fire(environ, start_response):
    """Sends the requests to a lane, and streams what becomes of them, a JSON object a line."""
    number = parse_qs(environ.get("QUERY_STRING", "")).get("lane", [""])[0]
    lane = lanes.numbered(number)
    if lane is None:
        return answer(start_response, "404 Not Found", {"error": "There is no such lane."})
    turn = lane.take_turn()
    if turn is None:
        return answer(start_response, "409 Conflict", {"error": "Somebody else is firing at this lane just now."})
    start_response("200 OK", [("Content-Type", "application/x-ndjson"), *HEADERS])
    return lanes.Firing(lane, turn)


def answer(start_response, status, value):
    body = json.dumps(value).encode()
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body))), *HEADERS])
    return [body]
