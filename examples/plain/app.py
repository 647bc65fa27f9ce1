"""A WSGI app out of nothing but Python: one page, a slow one, and one that gives back what it is sent.

    ./junicorn --chdir examples/plain --workers 3 --threads 6 app:app
"""

import html
import os
import sys
import threading
import time
from urllib.parse import parse_qs

LONGEST = 10.0  # seconds
PAGE = """<!doctype html>
<meta charset="utf-8">
<title>Junicorn</title>
<style>
  body {{ font: 1.1rem/1.6 system-ui, sans-serif; max-width: 38rem; margin: 12vh auto; padding: 0 1rem; color: #222; background: #fafafa }}
  code {{ background: #eee; padding: .1em .3em; border-radius: .2em }}
  b {{ color: #a33a8a }}
</style>
<h1>It runs.</h1>
<p>Served by worker <b>{pid}</b>, thread <b>{thread}</b>, Python {python}, {server}.</p>
<p>Reload to meet the others, wait half a second at <a href="/slow?seconds=0.5">/slow?seconds=0.5</a>, or send something:
<code>curl -d hello {origin}/echo</code></p>
"""


def home(environ, start_response):
    page = PAGE.format(
        pid=os.getpid(),
        thread=html.escape(threading.current_thread().name),
        python=sys.version.split()[0],
        server=html.escape(environ.get("SERVER_SOFTWARE", "an unknown server")),
        origin=html.escape("%s://%s" % (environ["wsgi.url_scheme"], environ.get("HTTP_HOST", "localhost"))),
    )
    return answer(start_response, page.encode(), kind="text/html; charset=utf-8")


def slow(environ, start_response):
    try:
        wanted = float(parse_qs(environ.get("QUERY_STRING", "")).get("seconds", ["0.5"])[0])
        time.sleep(min(wanted, LONGEST))
    except ValueError:  # no number, a negative one, or NaN
        return answer(start_response, b"seconds is a number from 0 to %d\n" % LONGEST, status="400 Bad Request")
    return answer(start_response, b"That took a while.\n")


def echo(environ, start_response):
    length = int(environ.get("CONTENT_LENGTH") or 0)
    # What the client says it sent is what it gets back; nosniff keeps a browser from seeing a page in it.
    return answer(start_response, environ["wsgi.input"].read(length), extra=[("X-Content-Type-Options", "nosniff")])


def answer(start_response, body, status="200 OK", kind="text/plain; charset=utf-8", extra=()):
    start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body))), *extra])
    return [body]


PAGES = {"/": home, "/slow": slow, "/echo": echo}


def app(environ, start_response):
    page = PAGES.get(environ["PATH_INFO"])
    if page is None:
        return answer(start_response, b"There is no such page.\n", status="404 Not Found")
    return page(environ, start_response)
