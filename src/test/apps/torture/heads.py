"""Statuses and headers."""

from cases import PLAIN, case


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
