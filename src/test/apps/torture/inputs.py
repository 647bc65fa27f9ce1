"""wsgi.input, wsgi.errors and the environ."""

from cases import PLAIN, answer_with_body, case


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
