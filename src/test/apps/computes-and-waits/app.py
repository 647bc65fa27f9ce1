"""Requests of known work: /?cpu=0.02&wait=0.08 computes and waits that many seconds, in turns."""

import time
from urllib.parse import parse_qs

TURNS = 3


def compute(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(200))


def app(environ, start_response):
    query = parse_qs(environ["QUERY_STRING"])
    cpu = float(query.get("cpu", ["0"])[0])
    wait = float(query.get("wait", ["0"])[0])
    for _ in range(TURNS):
        compute(cpu / TURNS)
        if wait:
            time.sleep(wait / TURNS)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"done\n"]
