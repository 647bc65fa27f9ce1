"""httpbin (Debian: python3-httpbin): a large app not written for us, the nearest thing to a client's own."""

from httpbin import app  # noqa: F401
