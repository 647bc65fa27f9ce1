"""What the cases share: how they are registered, and what they leave for tests to see."""

import collections
import sys
import threading

PLAIN = [("Content-Type", "text/plain")]
BLOCK = bytes(range(256)) * 256  # 64 KB, a pattern in which a lost or doubled piece shows
CASES = {}
closes = collections.Counter()
outcomes = {}
lock = threading.Lock()


def case(path):
    """Registers the function below for `path`; it is called as an app with the parsed query as third argument."""

    def register(function):
        CASES[path] = function
        return function

    return register


class Closing:
    """An iterable that counts the calls of its close()."""

    def __init__(self, name, chunks, when_closed=None):
        self.name, self.chunks, self.when_closed = name, iter(chunks), when_closed

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.chunks)

    def close(self):
        with lock:
            closes[self.name] += 1
        if self.when_closed:
            self.when_closed()


def named(path, query):
    return path + ("?tag=" + query["tag"] if "tag" in query else "")


def with_length(length):
    return PLAIN + [("Content-Length", str(length))]


def remember(path, function, *arguments):
    """Calls, and notes under /outcomes whether that raised."""
    try:
        result = function(*arguments)
    except BaseException as error:
        outcomes[path] = "raised " + type(error).__name__
        raise
    outcomes[path] = "returned"
    return result


def caught():
    try:
        raise ValueError("on purpose")
    except ValueError:
        return sys.exc_info()


def answer_with_body(start_response, body):
    start_response("200 OK", with_length(len(body)))
    return [body]
