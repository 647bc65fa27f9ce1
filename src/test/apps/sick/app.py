"""What the doctor has to recognise, one path each.

    /            well: 20 ms of waiting
    /wait?s=0.5  waits for something of its own
    /compute     computes for about 30 ms in Python
    /hold        C code keeps the GIL for a second, asleep
    /locked      all wait for one lock, which each holds for 0.1 s
    /leak        keeps a megabyte
    /big         a large answer
    /die         takes its worker with it
"""

import ctypes
import os
import signal
import threading
import time
from urllib.parse import parse_qs

lock = threading.Lock()
kept = []


def well(query):
    time.sleep(0.02)


def wait(query):
    time.sleep(float(query.get("s", ["0.5"])[0]))


def compute(query):
    end = time.thread_time() + 0.03
    while time.thread_time() < end:
        sum(range(1000))


def hold(query):
    """PyDLL, unlike CDLL, does not let go of the GIL during a call."""
    ctypes.PyDLL(None).sleep(1)


def locked(query):
    with lock:
        time.sleep(0.1)


def leak(query):
    kept.append(b"x" * (1 << 20))
    time.sleep(0.02)


def die(query):
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(5)


def big(query):
    return b"x" * 8_000_000


PATHS = {"/": well, "/wait": wait, "/compute": compute, "/hold": hold, "/locked": locked, "/leak": leak,
         "/die": die, "/big": big}


def app(environ, start_response):
    body = PATHS[environ["PATH_INFO"]](parse_qs(environ["QUERY_STRING"])) or b"done\n"
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
