"""Spends the time of its requests as their path says; the query is how many milliseconds."""

import ctypes
import time

_holding = ctypes.PyDLL(None)  # calls keep the GIL
_LARGE = 3**30000


def compute(milliseconds):
    end = time.thread_time() + milliseconds / 1000
    while time.thread_time() < end:
        for _ in range(100):
            pass


def wait(milliseconds):
    time.sleep(milliseconds / 1000)


def hold_and_wait(milliseconds):
    _holding.usleep(int(milliseconds * 1000))


def hold_and_compute(milliseconds):
    end = time.thread_time() + milliseconds / 1000
    while time.thread_time() < end:
        pow(_LARGE, 6)


WAYS = {
    "/compute": compute,
    "/wait": wait,
    "/hold-and-wait": hold_and_wait,
    "/hold-and-compute": hold_and_compute,
}


def app(environ, start_response):
    WAYS[environ["PATH_INFO"]](float(environ["QUERY_STRING"]))
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "3")])
    return [b"ok\n"]
