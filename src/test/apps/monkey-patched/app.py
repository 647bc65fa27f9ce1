"""Does at import what gevent.monkey.patch_all() does, without gevent: threads become something that
runs only when the main thread lets it. / names the thread that answers."""

import socket
import threading
import time

later = []


def start_later(function, arguments=(), named={}, **unused):
    later.append((function, arguments, named))
    return len(later)


class OnlyInternet(socket.socket):
    def __init__(self, family=socket.AF_INET, *more, **named):
        if family == socket.AF_UNIX:
            raise ValueError("not with the proxy that was set")
        super().__init__(family, *more, **named)


threading._start_new_thread = start_later
if hasattr(threading, "_start_joinable_thread"):
    threading._start_joinable_thread = start_later
threading.Lock = lambda lock=threading.Lock: lock()
socket.socket = OnlyInternet
time.sleep = None


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [threading.current_thread().name.encode()]
