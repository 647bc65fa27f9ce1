import os
import time


def wait_for_the_database():
    time.sleep(float(os.environ.get("HANG_SECONDS", "60")))


wait_for_the_database()


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"imported at last\n"]
