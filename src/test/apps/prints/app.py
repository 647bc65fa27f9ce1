"""Prints what apps print, at import and when asked, to see what becomes of each line.

    /line?text=a     one line on stdout, one on stderr
    /long?n=100000   one line of n characters on each
    /binary          bytes that are not UTF-8, one NUL and one escape sequence
    /partial         text without a newline at its end
    /many?n=10000    n short lines
    /errors          a line through wsgi.errors
    /log             a line through the logging module
    /gunicorn        a line for debugging through the logger that apps know from gunicorn
    /child           a line from a child process that inherits stdout
"""

import logging
import os
import subprocess
import sys
from urllib.parse import parse_qs

print("printed at import", flush=True)
print("printed at import, to stderr", file=sys.stderr, flush=True)
logging.basicConfig(level=logging.INFO)


def both(text, end="\n"):
    for stream in (sys.stdout, sys.stderr):
        stream.write(text + end)
        stream.flush()


def say(path, query, environ):
    if path == "/line":
        both(query.get("text", "a line"))
    elif path == "/long":
        both("x" * int(query.get("n", "100000")))
    elif path == "/binary":
        for descriptor in (1, 2):
            os.write(descriptor, b"caf\xe9 \xff\xfe \x00 \x1b[31mred\x1b[0m \xf0\x9f\xa6\x84\n")
    elif path == "/partial":
        both("no newline here", end="")
    elif path == "/many":
        for i in range(int(query.get("n", "10000"))):
            print("line", i)
        sys.stdout.flush()
    elif path == "/errors":
        environ["wsgi.errors"].write("through wsgi.errors\n")
        environ["wsgi.errors"].flush()
    elif path == "/log":
        logging.getLogger("shop").warning("through logging")
    elif path == "/gunicorn":
        logging.getLogger("gunicorn.error").debug("through gunicorn's logger")
    elif path == "/child":
        subprocess.run(["/bin/echo", "from a child process"], check=True)


def app(environ, start_response):
    query = {name: values[-1] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
    say(environ["PATH_INFO"], query, environ)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "8")])
    return [b"printed\n"]
