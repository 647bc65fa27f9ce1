"""What a worker prints: from the interpreter's own streams into the FIFO that the server reads."""

import os
import sys

try:
    import faulthandler
except ImportError:  # a Python that was built without it
    faulthandler = None


def prepare():
    """Make the interpreter's own streams such as the server reads: UTF-8, whole lines.

    A print must not fail a request because of the locale. In the spawner, before an app can have
    put anything in their place; a fork takes them along.
    """
    for stream in (sys.__stdout__, sys.__stderr__):
        try:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
        except (AttributeError, ValueError):
            pass  # a site customisation has closed or detached it


def flush():
    """Write out what was printed, also to streams that the app has put in the place of ours."""
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        try:
            stream.flush()
        except Exception:
            pass  # None, closed, or no stream at all


def redirect(path):
    """Make the FIFO ``path`` standard output and error. The streams above them stay as they are."""
    fifo = os.open(path, os.O_WRONLY)
    os.dup2(fifo, 1)
    os.dup2(fifo, 2)
    os.close(fifo)
    if faulthandler is not None:
        # Where every thread was at a fatal signal: the last that a crash report can tell of it.
        faulthandler.enable(file=2)
