"""The servers to compare, and requests to them.

The requests are sent from here and not from the browser, because a browser opens at most six connections to one server.
"""

import fcntl
import http.client
import json
import os
import queue
import socket
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
REQUESTS = 12
PATIENCE = 60.0  # seconds for one request


class Lane:
    """One server: where it listens, and its workers and threads."""

    def __init__(self, number, socket_path, workers, threads):
        self.number = number
        self.socket_path = socket_path
        self.workers = workers
        self.threads = threads

    def description(self):
        return {"lane": self.number, "workers": self.workers, "threads": self.threads, "requests": REQUESTS}

    def take_turn(self):
        """A file that is locked until it is closed; None if somebody else has the turn, in whichever worker."""
        turn = open(os.path.join(HERE, "turn-%d.lock" % self.number), "w", encoding="ascii")
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            turn.close()
            return None
        return turn


class LocalConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=PATIENCE)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Firing:
    """All requests of one run, and what becomes of them as lines of JSON; times are seconds since the run began."""

    def __init__(self, lane, turn):
        self.lane = lane
        self.turn = turn
        self.news = queue.Queue()
        self.began = time.monotonic()
        for number in range(REQUESTS):
            threading.Thread(target=self.send, args=(number,), daemon=True).start()

    def __iter__(self):
        # A first line at once, so that the page knows when the run began.
        yield line({"event": "began", **self.lane.description()})
        for _ in range(REQUESTS):
            yield line(self.news.get())

    def close(self):
        self.turn.close()

    def send(self, number):
        sent = time.monotonic()
        try:
            done = self.ask()
            news = {"event": "done", "worker": done["worker"], "thread": done["thread"]}
            times = {"began": done["began"], "ended": done["ended"], "answered": time.monotonic()}
        except (OSError, ValueError, KeyError, http.client.HTTPException) as error:
            news = {"event": "failed", "why": str(error) or type(error).__name__}
            times = {"answered": time.monotonic()}
        for name, moment in {"sent": sent, **times}.items():
            # One clock for all processes: CLOCK_MONOTONIC.
            news[name] = round(moment - self.began, 4)
        self.news.put({"request": number, **news})

    def ask(self):
        connection = LocalConnection(self.lane.socket_path)
        try:
            connection.request("GET", "/work")
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise ValueError("%d %s" % (answer.status, answer.reason))
            return json.loads(body)
        finally:
            connection.close()


def line(value):
    return (json.dumps(value) + "\n").encode()


def all_lanes():
    with open(os.path.join(HERE, "lanes.json"), encoding="utf-8") as file:
        return [Lane(number, **lane) for number, lane in enumerate(json.load(file))]


def numbered(text):
    """The lane of this number; None if there is none."""
    return next((lane for lane in all_lanes() if str(lane.number) == text), None)
