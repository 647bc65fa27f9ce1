"""The corners of PEP 3333, one path each: what apps do wrong, and what few apps do right.

Every case is a function with one sentence saying what it does; /cases lists them all as JSON. What cannot be seen from outside
is remembered and shown as JSON: /closes (whose close() ran, and how often, by path and ?tag=) and /outcomes (what
start_response() and friends did to the app). Both live in the process: run this app with one worker.

The cases are in answers, heads, inputs and files; importing these registers them.
"""

import json
from urllib.parse import parse_qs

import answers  # noqa: F401
import files  # noqa: F401
import heads  # noqa: F401
import inputs  # noqa: F401
from cases import CASES, closes, outcomes, with_length


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
