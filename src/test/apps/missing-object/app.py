"""A fine module without `app`: a good message names what looks like the app instead (`application`)."""


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "6")])
    return [b"found\n"]
