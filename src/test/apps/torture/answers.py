"""write(), start_response, bodies, close() and exceptions."""

import sys
import threading

from cases import PLAIN, Closing, case, caught, named, remember, with_length


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


@case("/304-large-body")
def large_body_with_304(environ, start_response, query):
    """304 with a body that a worker sends in many pieces: its size is nobody's Content-Length."""
    start_response("304 Not Modified", PLAIN + [("ETag", '"1"')])
    return [b"01234" * 200000]


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
