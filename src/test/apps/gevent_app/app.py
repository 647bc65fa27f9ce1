"""A real gevent with everything patched, in plain WSGI.

    /upload     the length of the body
    /stream     three lines, and other greenlets in between
    /together   what ten greenlets and a real thread of gevent's own have found
    /later      prints a line after it has answered
"""

from gevent import monkey

monkey.patch_all()

import threading
import time

import gevent
from gevent.pool import Pool

# As the first look-up of a host's name does: the thread is not forked along.
gevent.get_hub().threadpool.apply(int)


def upload(environ):
    return [b"%d\n" % len(environ["wsgi.input"].read())]


def stream(environ):
    for number in range(3):
        time.sleep(0.001)
        yield b"line %d\n" % number


def together(environ):
    squares = Pool(5).map(lambda number: (gevent.sleep(0.001), number * number)[1], range(10))
    return [b"%d\n" % gevent.get_hub().threadpool.apply(sum, (squares,))]


def later(environ):
    def say():
        time.sleep(0.01)
        print("later than its answer", flush=True)

    threading.Thread(target=say).start()
    return [b"ok\n"]


PATHS = {"/upload": upload, "/stream": stream, "/together": together, "/later": later}


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return PATHS[environ["PATH_INFO"]](environ)
