"""wsgiref.validate around an app: it raises AssertionError (a 500) at every rule of PEP 3333 the *server* breaks.

Paths: / (list), /write (the write callable), /stream (generator, no length), /input?how=read|sized|line|lines|iterate|none,
/empty, /error (start_response again with exc_info), /204.
"""

import sys
from urllib.parse import parse_qs
from wsgiref.validate import validator

PLAIN = [("Content-Type", "text/plain")]


def read_input(stream, how):
    # The validator allows read() only with a size: length-less reads are what `hello` and `torture` ask for.
    if how == "read":
        return stream.read(1 << 20)
    if how == "sized":
        return b"".join(iter(lambda: stream.read(7), b""))
    if how == "line":
        return b"".join(iter(stream.readline, b""))
    if how == "lines":
        return b"".join(stream.readlines())
    if how == "iterate":
        return b"".join(stream)
    return b""


def strict(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/write":
        write = start_response("200 OK", PLAIN)
        write(b"written ")
        return [b"returned\n"]
    if path == "/stream":
        start_response("200 OK", PLAIN)
        return (b"chunk %d\n" % i for i in range(5))
    if path == "/input":
        how = parse_qs(environ.get("QUERY_STRING", "")).get("how", ["read"])[0]
        body = read_input(environ["wsgi.input"], how)
        start_response("200 OK", PLAIN + [("Content-Length", str(len(body)))])
        return [body]
    if path == "/empty":
        start_response("200 OK", PLAIN + [("Content-Length", "0")])
        return []
    if path == "/error":
        start_response("200 OK", PLAIN)
        try:
            raise ValueError("on purpose")
        except ValueError:
            start_response("500 Found Out In Time", PLAIN, sys.exc_info())
        return [b"the second head won\n"]
    if path == "/204":
        start_response("204 No Content", [])
        return []
    start_response("200 OK", PLAIN + [("Content-Length", "6")])
    return [b"valid\n"]


app = validator(strict)
