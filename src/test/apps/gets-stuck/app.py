"""Requests that do not end by themselves, each in a way of its own. /S seconds: ?s=60.

Those that hold the GIL make the file ?begun=PATH when nobody else gets it any more.
"""

import ctypes
import os
import sys
import threading
import time
from urllib.parse import parse_qs


def sleep(seconds):
    time.sleep(seconds)


def spin(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


# PyDLL, unlike CDLL, does not let go of the GIL during a call.
libc = ctypes.PyDLL(None)


def keep_the_gil(begun):
    sys.setswitchinterval(60)
    libc.close(libc.creat(os.fsencode(begun), 0o600))


def hold_the_gil(seconds):
    libc.sleep(int(seconds))


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
    query = parse_qs(environ["QUERY_STRING"])
    seconds = float(query.get("s", ["60"])[0])
    if "begun" in query:
        keep_the_gil(query["begun"][0])
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
