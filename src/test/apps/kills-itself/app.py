"""Takes its own process away in every way an app can.

    /die?how=kill   SIGKILL (what the out-of-memory killer does); also segv, abrt, term
    /die?how=exit&code=7   os._exit
    /die?how=midway        SIGKILL after the head and the first chunk went out
    /sleep?s=1      a slow request, to be a bystander when another one dies; says so in the log
    /               answers with the pid
"""

import os
import signal
import time
from urllib.parse import parse_qs

SIGNALS = {"kill": signal.SIGKILL, "segv": signal.SIGSEGV, "abrt": signal.SIGABRT, "term": signal.SIGTERM}


def die(how, code):
    if how == "exit":
        os._exit(code)
    os.kill(os.getpid(), SIGNALS[how])
    time.sleep(5)  # the signal is on its way: give it no answer to race with


def part_then_die():
    yield b"the first part\n"
    time.sleep(0.2)
    die("kill", 0)


def app(environ, start_response):
    query = {name: values[-1] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
    path = environ["PATH_INFO"]
    if path == "/die":
        if query.get("how") == "midway":
            start_response("200 OK", [("Content-Type", "text/plain")])
            return part_then_die()
        die(query.get("how", "kill"), int(query.get("code", "7")))
    if path == "/sleep":
        print("the app sleeps", flush=True)
        time.sleep(float(query.get("s", "1")))
    body = b"%d\n" % os.getpid()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
