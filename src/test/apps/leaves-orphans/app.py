"""Leaves processes behind whose parent has gone: whoever is process 1 inherits them.

    /orphan   a grandchild that ends a moment later
    /slow     says so in the log, and answers after two seconds
    /die      the worker ends with exit code 9
"""

import os
import subprocess
import time


def app(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/orphan":
        subprocess.run(["sh", "-c", "sleep 0.2 &"], check=True)
    elif path == "/slow":
        print("the app is slow", flush=True)
        time.sleep(2)
    elif path == "/die":
        os._exit(9)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"left\n"]
