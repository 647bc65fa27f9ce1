"""Does to its own process what an app must not do, or only rarely.

    /close-all      closes every descriptor from 3 on, those of the bridge among them
    /fork?s=2       leaves a child process behind that lives so long and holds all descriptors
    /fork-return    forks, and both processes return from the call
    /exit?code=7    os._exit
    /threads?n=20   starts so many daemon threads and one that is none; all of them go on for good
    /spin?s=1       computes that long in Python and never lets go of the interpreter willingly
    /sleep?s=1      answers after that long; says in the log that it begins
    /               the pid
"""

import os
import signal
import sys
import threading
import time
from urllib.parse import parse_qs

if os.environ.get("REPLACES_HANDLERS"):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGALRM, signal.SIGCHLD):
        signal.signal(number, lambda number, frame: print("the app caught", number, flush=True))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGALRM, signal.SIGUSR2})
    sys.setrecursionlimit(5000)


def forever():
    while True:
        time.sleep(0.01)


def misbehave(path, query):
    if path == "/close-all":
        os.closerange(3, 4096)
    elif path == "/fork":
        if os.fork() == 0:
            time.sleep(float(query["s"]))
            os._exit(0)
    elif path == "/fork-return":
        os.fork()
    elif path == "/exit":
        os._exit(int(query["code"]))
    elif path == "/threads":
        for _ in range(int(query["n"])):
            threading.Thread(target=forever, daemon=True).start()
        threading.Thread(target=forever).start()
    elif path == "/spin":
        end = time.monotonic() + float(query["s"])
        while time.monotonic() < end:
            pass
    elif path == "/sleep":
        print("the app sleeps", flush=True)
        time.sleep(float(query["s"]))


def app(environ, start_response):
    query = {name: values[-1] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
    misbehave(environ["PATH_INFO"], query)
    body = b"%d\n" % os.getpid()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
