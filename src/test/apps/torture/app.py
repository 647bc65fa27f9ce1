"""The corners of PEP 3333, one path each: what apps do wrong, and what few apps do right.

Every case is a function with one sentence saying what it does; /cases lists them all as JSON. What cannot be seen from outside
is remembered and shown as JSON: /closes (whose close() ran, and how often, by path and ?tag=) and /outcomes (what
start_response() and friends did to the app). Both live in the process: run this app with one worker.
"""

import collections
import io
import json
import os
import sys
import tempfile
import threading
from urllib.parse import parse_qs

PLAIN = [("Content-Type", "text/plain")]
BLOCK = bytes(range(256)) * 256  # 64 KB, a pattern in which a lost or doubled piece shows
CASES = {}
closes = collections.Counter()
outcomes = {}
shared_file = {}
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


# --- write() -------------------------------------------------------------------------------------------------------------------


@case("/write")
def write_only(environ, start_response, query):
    """Two calls of write(), then an empty list."""
    write = start_response("200 OK", PLAIN)
    write(b"one ")
    write(b"two\n")
    return []


@case("/write-then-iterable")
def write_then_iterable(environ, start_response, query):
    """write() first, the iterable after it, in this order."""
    write = start_response("200 OK", PLAIN)
    write(b"written ")
    return Closing(named("/write-then-iterable", query), [b"iterated\n"])


@case("/write-with-length")
def write_with_length(environ, start_response, query):
    """write() under a Content-Length."""
    start_response("200 OK", with_length(8))(b"written\n")
    return []


@case("/write-str")
def write_str(environ, start_response, query):
    """write() of text: to be refused to the app with an exception."""
    write = start_response("200 OK", PLAIN)
    remember("/write-str", write, "text")
    return []


# --- start_response ------------------------------------------------------------------------------------------------------------


@case("/exc-info-before-head")
def exc_info_before_head(environ, start_response, query):
    """A second head with exc_info before any byte went out: the second head wins."""
    start_response("200 OK", PLAIN + [("X-Head", "first")])
    start_response("500 Second Thoughts", PLAIN + [("X-Head", "second")], caught())
    return [b"second head\n"]


@case("/exc-info-after-head")
def exc_info_after_head(environ, start_response, query):
    """A second head with exc_info after the first chunk went out: start_response must re-raise."""

    def chunks():
        yield b"already sent "
        remember("/exc-info-after-head", start_response, "500 Too Late", PLAIN, caught())
        yield b"never seen"

    start_response("200 OK", PLAIN)
    return Closing(named("/exc-info-after-head", query), chunks())


@case("/exc-info-first")
def exc_info_first(environ, start_response, query):
    """exc_info on the first and only call: a usual answer."""
    start_response("500 From The Start", PLAIN, caught())
    return [b"one head\n"]


@case("/start-twice")
def start_twice(environ, start_response, query):
    """A second head without exc_info: an error in the app, start_response must raise."""
    start_response("200 OK", PLAIN)
    remember("/start-twice", start_response, "200 Again", PLAIN)
    return [b"never seen"]


@case("/lazy-start")
def lazy_start(environ, start_response, query):
    """A generator that calls start_response at its first step only, as PEP 3333 allows."""
    start_response("200 OK", PLAIN)
    yield b"late but fine\n"


@case("/no-start")
def no_start(environ, start_response, query):
    """start_response is never called, and there is a body."""
    return [b"whose head?"]


@case("/no-start-empty")
def no_start_empty(environ, start_response, query):
    """start_response is never called, and there is no body."""
    return []


# --- bodies --------------------------------------------------------------------------------------------------------------------


@case("/empty-list")
def empty_list(environ, start_response, query):
    """An empty list, no Content-Length."""
    start_response("200 OK", PLAIN)
    return []


@case("/empty-generator")
def empty_generator(environ, start_response, query):
    """A generator that yields nothing."""
    start_response("200 OK", PLAIN)
    return Closing(named("/empty-generator", query), ())


@case("/none")
def none(environ, start_response, query):
    """None for a body."""
    start_response("200 OK", PLAIN)
    return None


@case("/empty-strings")
def empty_strings(environ, start_response, query):
    """Empty byte strings around the text: none may end a chunked answer early."""
    start_response("200 OK", PLAIN)
    return [b"", b"", b"first ", b"", b"second\n", b""]


@case("/empty-strings-only")
def empty_strings_only(environ, start_response, query):
    """Nothing but empty byte strings."""
    start_response("200 OK", PLAIN)
    return [b"", b""]


@case("/no-length")
def no_length(environ, start_response, query):
    """Three chunks, no Content-Length."""
    start_response("200 OK", PLAIN)
    return (part for part in (b"one ", b"two ", b"three\n"))


@case("/one-chunk")
def one_chunk(environ, start_response, query):
    """A list of one, no Content-Length: the server may add it."""
    start_response("200 OK", PLAIN)
    return [b"one chunk\n"]


@case("/too-long")
def too_long(environ, start_response, query):
    """Content-Length 5, ten bytes: what is too much must not reach the client."""
    start_response("200 OK", with_length(5))
    return [b"01234", b"56789"]


@case("/too-long-one-chunk")
def too_long_one_chunk(environ, start_response, query):
    """Content-Length 5, ten bytes in one piece."""
    start_response("200 OK", with_length(5))
    return [b"0123456789"]


@case("/too-short")
def too_short(environ, start_response, query):
    """Content-Length 10, five bytes: the connection cannot be kept."""
    start_response("200 OK", with_length(10))
    return [b"01234"]


@case("/too-short-empty")
def too_short_empty(environ, start_response, query):
    """Content-Length 10, no byte at all (and right so for HEAD)."""
    start_response("200 OK", with_length(10))
    return []


@case("/bad-length")
def bad_length(environ, start_response, query):
    """A Content-Length that is no number."""
    start_response("200 OK", PLAIN + [("Content-Length", "ten")])
    return [b"0123456789"]


@case("/204-body")
def body_with_204(environ, start_response, query):
    """204 with a body and a Content-Length: neither may be sent."""
    start_response("204 No Content", with_length(5))
    return [b"01234"]


@case("/304-body")
def body_with_304(environ, start_response, query):
    """304 with a body: it may not be sent."""
    start_response("304 Not Modified", PLAIN + [("ETag", '"1"')])
    return [b"01234"]


@case("/body-str")
def body_str(environ, start_response, query):
    """Text where bytes belong."""
    start_response("200 OK", PLAIN)
    return ["text"]


@case("/body-str-later")
def body_str_later(environ, start_response, query):
    """Bytes first, then text."""
    start_response("200 OK", PLAIN)
    return Closing(named("/body-str-later", query), [b"bytes ", "text"])


@case("/body-bytes")
def body_bytes(environ, start_response, query):
    """Bytes instead of a list of bytes: iterating gives integers."""
    start_response("200 OK", PLAIN)
    return b"bytes\n"


@case("/body-views")
def body_views(environ, start_response, query):
    """A bytearray and a memoryview: no bytes to PEP 3333, though common."""
    start_response("200 OK", PLAIN)
    return [bytearray(b"array "), memoryview(b"view\n")]


# --- close() -------------------------------------------------------------------------------------------------------------------


@case("/closing")
def closing(environ, start_response, query):
    """An iterable with close(): called once, whatever happens (see /closes)."""
    start_response("200 OK", PLAIN)
    return Closing(named("/closing", query), [b"a ", b"b ", b"c\n"])


@case("/closing-slowly")
def closing_slowly(environ, start_response, query):
    """Ten chunks, 0.1 s apart: go away meanwhile, close() must still be called."""
    pause = threading.Event()
    start_response("200 OK", PLAIN)
    return Closing(named("/closing-slowly", query), (b"tick\n" for _ in range(10) if not pause.wait(0.1)))


@case("/close-raises")
def close_raises(environ, start_response, query):
    """close() itself raises, after a whole answer."""

    def fail():
        raise RuntimeError("close failed on purpose")

    start_response("200 OK", with_length(6))
    return Closing(named("/close-raises", query), [b"whole\n"], fail)


# --- exceptions ----------------------------------------------------------------------------------------------------------------


@case("/raises-before")
def raises_before(environ, start_response, query):
    """Raises before start_response."""
    raise RuntimeError("before the head, on purpose")


@case("/raises-after")
def raises_after(environ, start_response, query):
    """Raises after start_response, before any body: a clean 500 is still possible."""
    start_response("200 OK", PLAIN + [("X-Head", "first")])
    raise RuntimeError("after the head, on purpose")


@case("/raises-at-first-step")
def raises_at_first_step(environ, start_response, query):
    """The iterable raises before its first chunk: a clean 500 is still possible."""

    def chunks():
        raise RuntimeError("at the first step, on purpose")
        yield

    start_response("200 OK", PLAIN)
    return Closing(named("/raises-at-first-step", query), chunks())


@case("/raises-midway")
def raises_midway(environ, start_response, query):
    """The iterable raises after its first chunk: the client must see that the answer is not whole."""

    def chunks():
        yield b"first part "
        raise RuntimeError("midway, on purpose")

    start_response("200 OK", PLAIN)
    return Closing(named("/raises-midway", query), chunks())


@case("/raises-midway-with-length")
def raises_midway_with_length(environ, start_response, query):
    """The same under a Content-Length."""

    def chunks():
        yield b"first part "
        raise RuntimeError("midway, on purpose")

    start_response("200 OK", with_length(100))
    return Closing(named("/raises-midway-with-length", query), chunks())


@case("/system-exit")
def system_exit(environ, start_response, query):
    """sys.exit() in a handler."""
    sys.exit("leaving, on purpose")


@case("/system-exit-midway")
def system_exit_midway(environ, start_response, query):
    """sys.exit() inside the iterable."""

    def chunks():
        yield b"first part "
        sys.exit(3)

    start_response("200 OK", PLAIN)
    return Closing(named("/system-exit-midway", query), chunks())


@case("/keyboard-interrupt")
def keyboard_interrupt(environ, start_response, query):
    """Raises KeyboardInterrupt."""
    raise KeyboardInterrupt


# --- heads ---------------------------------------------------------------------------------------------------------------------


def answer_with(start_response, *headers, status="200 OK"):
    start_response(status, [("Content-Type", "text/plain"), *headers])
    return [b"body\n"]


@case("/header-crlf")
def header_crlf(environ, start_response, query):
    """CR LF in a header's value: must not become a header."""
    return answer_with(start_response, ("X-Injected", "a\r\nSet-Cookie: stolen=1"))


@case("/header-lf")
def header_lf(environ, start_response, query):
    """A bare LF in a header's value."""
    return answer_with(start_response, ("X-Injected", "a\nSet-Cookie: stolen=1"))


@case("/header-nul")
def header_nul(environ, start_response, query):
    """NUL in a header's value."""
    return answer_with(start_response, ("X-Nul", "a\0b"))


@case("/header-name-crlf")
def header_name_crlf(environ, start_response, query):
    """CR LF in a header's name."""
    return answer_with(start_response, ("X-A: 1\r\nSet-Cookie", "stolen=1"))


@case("/header-name-space")
def header_name_space(environ, start_response, query):
    """A space in a header's name."""
    return answer_with(start_response, ("X Spaced", "1"))


@case("/header-name-empty")
def header_name_empty(environ, start_response, query):
    """An empty header name."""
    return answer_with(start_response, ("", "1"))


@case("/header-latin-1")
def header_latin_1(environ, start_response, query):
    """A value in latin-1: goes out as that byte."""
    return answer_with(start_response, ("X-Cafe", "caf\xe9"))


@case("/header-not-latin-1")
def header_not_latin_1(environ, start_response, query):
    """A value outside latin-1 (a snowman): cannot be sent."""
    return answer_with(start_response, ("X-Snow", "\u2603"))


@case("/header-utf-8-tunnel")
def header_utf_8_tunnel(environ, start_response, query):
    """UTF-8 carried in latin-1 text, as PEP 3333 has it."""
    return answer_with(start_response, ("X-Snow", "\u2603".encode().decode("latin-1")))


@case("/header-bytes")
def header_bytes(environ, start_response, query):
    """Bytes where a header needs str."""
    return answer_with(start_response, (b"X-Bytes", b"1"))


@case("/header-int")
def header_int(environ, start_response, query):
    """An integer for a value, the classic `("Content-Length", 5)`."""
    return answer_with(start_response, ("Content-Length", 5))


@case("/headers-tuple")
def headers_tuple(environ, start_response, query):
    """A tuple of headers where PEP 3333 wants a list."""
    start_response("200 OK", tuple(PLAIN))
    return [b"body\n"]


@case("/headers-none")
def headers_none(environ, start_response, query):
    """None where PEP 3333 wants a list."""
    start_response("200 OK", None)
    return [b"body\n"]


@case("/headers-changed-later")
def headers_changed_later(environ, start_response, query):
    """The app changes its list of headers after start_response, before the first chunk: middleware does that."""
    headers = list(PLAIN)
    start_response("200 OK", headers)
    headers.append(("X-Late", "1"))
    return [b"body\n"]


@case("/hop-by-hop")
def hop_by_hop(environ, start_response, query):
    """Connection and Transfer-Encoding from the app: not the app's business."""
    return answer_with(start_response, ("Connection", "upgrade"), ("Transfer-Encoding", "chunked"))


@case("/connection-close")
def connection_close(environ, start_response, query):
    """`Connection: close` from the app, which many mean as a wish."""
    return answer_with(start_response, ("Connection", "close"))


@case("/two-lengths")
def two_lengths(environ, start_response, query):
    """Two Content-Lengths that differ."""
    return answer_with(start_response, ("Content-Length", "5"), ("Content-Length", "6"))


@case("/set-cookies")
def set_cookies(environ, start_response, query):
    """Two Set-Cookie lines: must stay two, in this order."""
    return answer_with(start_response, ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))


@case("/own-date-and-server")
def own_date_and_server(environ, start_response, query):
    """Date and Server from the app: must not be doubled."""
    return answer_with(start_response, ("Date", "Thu, 01 Jan 1970 00:00:00 GMT"), ("Server", "mine"))


@case("/status-int")
def status_int(environ, start_response, query):
    """200 as an integer."""
    return answer_with(start_response, status=200)


@case("/status-bytes")
def status_bytes(environ, start_response, query):
    """The status as bytes."""
    return answer_with(start_response, status=b"200 OK")


@case("/status-bare")
def status_bare(environ, start_response, query):
    """"404" without a reason."""
    return answer_with(start_response, status="404")


@case("/status-word")
def status_word(environ, start_response, query):
    """A status that does not begin with a number."""
    return answer_with(start_response, status="OK")


@case("/status-crlf")
def status_crlf(environ, start_response, query):
    """CR LF in the status."""
    return answer_with(start_response, status="200 OK\r\nSet-Cookie: stolen=1")


@case("/status-101")
def status_101(environ, start_response, query):
    """An interim status as the final one."""
    return answer_with(start_response, status="101 Switching Protocols")


@case("/status-799")
def status_799(environ, start_response, query):
    """A three digit number outside HTTP's classes."""
    return answer_with(start_response, status="799 Unheard Of")


# --- input and errors ----------------------------------------------------------------------------------------------------------


def read_input(stream, how):
    if how == "sized":
        return b"".join(iter(lambda: stream.read(7), b""))
    if how == "line":
        return b"".join(iter(stream.readline, b""))
    if how == "sized-line":
        return b"".join(iter(lambda: stream.readline(3), b""))
    if how == "lines":
        return b"".join(stream.readlines())
    if how == "iterate":
        return b"".join(stream)
    if how == "mixed":
        return stream.readline() + stream.read(2) + next(iter(stream), b"") + stream.read() + stream.read() + stream.read(5)
    return stream.read()


@case("/input")
def input_back(environ, start_response, query):
    """The body back, read the way ?how= says: all, sized, line, sized-line, lines, iterate, mixed."""
    return answer_with_body(start_response, read_input(environ["wsgi.input"], query.get("how", "all")))


def answer_with_body(start_response, body):
    start_response("200 OK", with_length(len(body)))
    return [body]


@case("/input-unread")
def input_unread(environ, start_response, query):
    """Does not touch the body: the next request on the connection must not see it."""
    return answer_with_body(start_response, b"did not read\n")


@case("/input-late")
def input_late(environ, start_response, query):
    """Answers first, reads the body while the answer is going out."""
    start_response("200 OK", PLAIN)
    return (part() for part in (lambda: b"you said: ", environ["wsgi.input"].read))


@case("/errors")
def errors(environ, start_response, query):
    """Writes to wsgi.errors: plain, latin-1, a snowman, several lines; then flush."""
    stream = environ["wsgi.errors"]
    stream.write("torture: plain\n")
    stream.write("torture: caf\xe9 \u2603\n")
    stream.writelines(["torture: line one\n", "torture: line two\n"])
    stream.flush()
    return answer_with_body(start_response, b"written to wsgi.errors\n")


@case("/environ-types")
def environ_types(environ, start_response, query):
    """What PEP 3333 says about the environ; answers with what is wrong, one per line, or with `fine`."""
    wrong = []
    if type(environ) is not dict:
        wrong.append("environ is a " + type(environ).__name__)
    for key in ("REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL",
                "wsgi.version", "wsgi.url_scheme", "wsgi.input", "wsgi.errors", "wsgi.multithread", "wsgi.multiprocess",
                "wsgi.run_once"):
        if key not in environ:
            wrong.append(key + " is missing")
    for key, value in environ.items():
        if "." not in key and not isinstance(value, str):
            wrong.append("%s is a %s" % (key, type(value).__name__))
        elif isinstance(value, str) and any(ord(character) > 255 for character in value):
            wrong.append(key + " is not latin-1")
    for key in ("HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"):
        if key in environ:
            wrong.append(key + " is there")
    if environ.get("wsgi.version") != (1, 0):
        wrong.append("wsgi.version is %r" % (environ.get("wsgi.version"),))
    environ["torture.changed"] = environ["PATH_INFO"] = "changed"  # apps may; the next request must not see it
    return answer_with_body(start_response, ("\n".join(wrong) or "fine").encode() + b"\n")


# --- files ---------------------------------------------------------------------------------------------------------------------


def real_file(megabytes=1):
    """The path of a file of that size, made once per process and removed from the file system with the folder."""
    with lock:
        if megabytes not in shared_file:
            folder = tempfile.mkdtemp(prefix="torture-")
            path = os.path.join(folder, "%d-megabytes" % megabytes)
            with open(path, "wb") as out:
                for _ in range(megabytes * 16):
                    out.write(BLOCK)
            shared_file[megabytes] = path
        return shared_file[megabytes]


def wrapped(environ, filelike, size=8192):
    """wsgi.file_wrapper is optional in PEP 3333: the fallback is the one it shows."""
    if "wsgi.file_wrapper" in environ:
        return environ["wsgi.file_wrapper"](filelike, size)
    return iter(lambda: filelike.read(size), b"")


class CountedFile(io.BytesIO):
    """A file-like object that counts the calls of its close(); it has no descriptor."""

    def close(self):
        if not self.closed:
            closes["/file-like"] += 1
        super().close()


class ReadOnly:
    """The least a file-like object may be: read(), nothing else."""

    def __init__(self, data):
        self.read = io.BytesIO(data).read


@case("/file")
def file_whole(environ, start_response, query):
    """file_wrapper with a real file of 1 MB, no Content-Length."""
    start_response("200 OK", PLAIN)
    return wrapped(environ, open(real_file(), "rb"))


@case("/file-with-length")
def file_with_length(environ, start_response, query):
    """file_wrapper with a real file and its Content-Length."""
    start_response("200 OK", with_length(1 << 20))
    return wrapped(environ, open(real_file(), "rb"))


@case("/file-offset")
def file_offset(environ, start_response, query):
    """file_wrapper with a file read up to byte 1000: the answer begins there."""
    start_response("200 OK", PLAIN)
    source = open(real_file(), "rb")
    source.seek(1000)
    return wrapped(environ, source)


@case("/file-part")
def file_part(environ, start_response, query):
    """file_wrapper with a Content-Length smaller than the file: 500 bytes from byte 1000, as for a range."""
    start_response("200 OK", with_length(500))
    source = open(real_file(), "rb")
    source.seek(1000)
    return wrapped(environ, source)


@case("/file-beyond")
def file_beyond(environ, start_response, query):
    """file_wrapper with a Content-Length larger than the file."""
    start_response("200 OK", with_length((1 << 20) + 10))
    return wrapped(environ, open(real_file(), "rb"))


@case("/file-empty")
def file_empty(environ, start_response, query):
    """file_wrapper at the end of the file."""
    start_response("200 OK", PLAIN)
    source = open(real_file(), "rb")
    source.seek(0, io.SEEK_END)
    return wrapped(environ, source)


@case("/file-like")
def file_like(environ, start_response, query):
    """file_wrapper with a BytesIO; its close() is counted."""
    start_response("200 OK", PLAIN)
    return wrapped(environ, CountedFile(BLOCK))


@case("/file-read-only")
def file_read_only(environ, start_response, query):
    """file_wrapper with an object that has read() alone."""
    start_response("200 OK", PLAIN)
    return wrapped(environ, ReadOnly(BLOCK))


@case("/file-pipe")
def file_pipe(environ, start_response, query):
    """file_wrapper with a pipe: a descriptor that can be neither sized nor sought."""
    reader, writer = os.pipe()
    os.write(writer, b"through a pipe\n")
    os.close(writer)
    start_response("200 OK", PLAIN)
    return wrapped(environ, os.fdopen(reader, "rb"))


@case("/file-text")
def file_text(environ, start_response, query):
    """file_wrapper with a file opened as text: its read() gives str."""
    start_response("200 OK", PLAIN)
    return wrapped(environ, open(__file__, encoding="utf-8"))


@case("/file-after-write")
def file_after_write(environ, start_response, query):
    """write() first, then a file through file_wrapper."""
    start_response("200 OK", PLAIN)(b"before ")
    return wrapped(environ, open(real_file(), "rb"))


@case("/big-bytes")
def big_bytes(environ, start_response, query):
    """64 MB (?mb=) as one bytes object."""
    body = BLOCK * (16 * int(query.get("mb", "64")))
    return answer_with_body(start_response, body)


@case("/big-generator")
def big_generator(environ, start_response, query):
    """64 MB (?mb=) in chunks of 64 KB, no Content-Length."""
    start_response("200 OK", PLAIN)
    return Closing(named("/big-generator", query), (BLOCK for _ in range(16 * int(query.get("mb", "64")))))


@case("/big-file")
def big_file(environ, start_response, query):
    """64 MB (?mb=) through file_wrapper."""
    megabytes = int(query.get("mb", "64"))
    start_response("200 OK", with_length(megabytes << 20))
    return wrapped(environ, open(real_file(megabytes), "rb"))


# --- what happened -------------------------------------------------------------------------------------------------------------


def as_json(start_response, value):
    body = json.dumps(value, indent=1).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def app(environ, start_response):
    path = environ["PATH_INFO"]
    if path in CASES:
        query = {name: values[-1] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
        return CASES[path](environ, start_response, query)
    if path == "/closes":
        return as_json(start_response, dict(closes))
    if path == "/outcomes":
        return as_json(start_response, outcomes)
    if path in ("/", "/cases"):
        return as_json(start_response, {name: function.__doc__ for name, function in CASES.items()})
    start_response("404 Not Found", with_length(0))
    return []
