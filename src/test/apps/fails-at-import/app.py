"""Raises while it is imported, two calls deep: the log must show this traceback, not only the last line."""


def read_settings():
    return {}["DATABASE_URL"]


def connect():
    return read_settings()


connect()


def app(environ, start_response):
    raise AssertionError("never reached")
