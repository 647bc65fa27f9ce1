"""Answers that go on until somebody stops them.

    /generator    a generator that yields a line every 10 ms
    /write        the same with write()
    /flask        Flask's stream_with_context
    /django       Django's StreamingHttpResponse
    /flood        64 KiB every millisecond
    /lines?n=20   so many lines, then the end
    /state        how many of each have begun, and how many were ended; pieces of the flood
"""

import json
import threading
import time
from collections import Counter

import flask
from django.conf import settings
from django.core.signals import request_finished
from django.core.wsgi import get_wsgi_application
from django.http import StreamingHttpResponse
from django.urls import path

LINE = b"data: x\n\n"
begun, ended = Counter(), Counter()
lock = threading.Lock()
flooded = 0


def counted(piece):
    global flooded
    flooded += 1
    return piece


def note(counter, kind):
    with lock:
        counter[kind] += 1


def pieces(kind, piece=LINE, pause=0.01):
    note(begun, kind)
    try:
        while True:
            yield piece
            time.sleep(pause)
    finally:
        note(ended, kind)


# --- Flask

flask_app = flask.Flask(__name__)


@flask_app.get("/flask")
def streamed_by_flask():
    def lines():
        for line in pieces("flask"):
            flask.request.path  # the context is there until the end
            yield line

    answer = flask.Response(flask.stream_with_context(lines()), mimetype="text/event-stream")
    note(begun, "flask on_close")
    answer.call_on_close(lambda: note(ended, "flask on_close"))
    return answer


# --- Django


def streamed_by_django(request):
    note(begun, "django request_finished")
    return StreamingHttpResponse(pieces("django"), content_type="text/event-stream")


urlpatterns = [path("django", streamed_by_django)]
settings.configure(SECRET_KEY="only-for-tests", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__)
django_app = get_wsgi_application()


def on_request_finished(**unused):
    note(ended, "django request_finished")


request_finished.connect(on_request_finished)


# --- plain WSGI


def app(environ, start_response):
    kind = environ["PATH_INFO"].lstrip("/")
    if kind in ("flask", "django"):
        return {"flask": flask_app, "django": django_app}[kind](environ, start_response)
    if kind == "state":
        body = json.dumps({"begun": begun, "ended": ended, "flooded": flooded}).encode()
        start_response("200 OK", [("Content-Type", "application/json")])
        return [body]
    write = start_response("200 OK", [("Content-Type", "text/event-stream")])
    if kind == "write":
        for line in pieces(kind):
            write(line)
    if kind == "flood":
        return map(counted, pieces(kind, bytes(65536), 0.001))
    if kind == "lines":
        return (line for _, line in zip(range(int(environ["QUERY_STRING"][2:])), pieces(kind)))
    return pieces(kind)
