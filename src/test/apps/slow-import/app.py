"""Takes IMPORT_SECONDS (default 2) to import; answers with how long it really took."""

import os
import time

began = time.monotonic()
time.sleep(float(os.environ.get("IMPORT_SECONDS", "2")))
took = time.monotonic() - began


def app(environ, start_response):
    body = b"imported in %.3f s\n" % took
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
