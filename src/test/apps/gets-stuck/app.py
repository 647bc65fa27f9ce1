"""Requests that do not end by themselves, each in a way of its own. /S seconds: ?s=60."""

import ctypes
import os
import threading
import time
from urllib.parse import parse_qs


def sleep(seconds):
    time.sleep(seconds)


def spin(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def hold_the_gil(seconds):
    """PyDLL, unlike CDLL, does not let go of the GIL during a call."""
    ctypes.PyDLL(None).sleep(int(seconds))


def compute_with_the_gil(seconds):
    # One call of C code, which lets nobody in before it ends.
    sum(range(int(5e7 * seconds)))


def swallow(seconds):
    """Goes on, whatever it is told."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            spin(end - time.monotonic())
        except BaseException as error:
            print("swallowed", type(error).__name__, flush=True)


def clean_up(seconds):
    try:
        spin(seconds)
    finally:
        print("cleaned up", flush=True)


WAYS = {
    "/sleep": sleep,
    "/spin": spin,
    "/gil": hold_the_gil,
    "/gil-computing": compute_with_the_gil,
    "/swallow": swallow,
    "/clean-up": clean_up,
}


def app(environ, start_response):
    path = environ["PATH_INFO"]
    seconds = float(parse_qs(environ["QUERY_STRING"]).get("s", ["60"])[0])
    if path == "/stream":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return stream(seconds)
    if path in WAYS:
        WAYS[path](seconds)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return ["{} {}\n".format(os.getpid(), threading.current_thread().name).encode()]


def stream(seconds):
    yield b"the first part\n"
    time.sleep(seconds)
    yield b"the last part\n"
