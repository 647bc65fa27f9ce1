"""Does not compile: the colon below is missing."""


def app(environ, start_response)
    start_response("200 OK", [])
    return [b"never"]
