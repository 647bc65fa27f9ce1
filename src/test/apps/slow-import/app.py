"""Takes IMPORT_SECONDS (default 2) to import, or until there is IMPORT_GATE/open; answers with how long it really took."""

import os
import time

began = time.monotonic()
gate = os.environ.get("IMPORT_GATE")
if gate:
    while not os.path.exists(os.path.join(gate, "open")):
        time.sleep(0.01)
else:
    time.sleep(float(os.environ.get("IMPORT_SECONDS", "2")))
took = time.monotonic() - began


def app(environ, start_response):
    body = b"imported in %.3f s\n" % took
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
