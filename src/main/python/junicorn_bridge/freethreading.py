"""Threads that run beside each other, in builds of Python without a GIL (free-threaded ones)."""

import os
import re
import sys

try:
    import faulthandler
except ImportError:  # left out of some small builds: no stacks
    faulthandler = None

_THREAD = re.compile(r"(?:Current thread|Thread) 0x([0-9a-f]+)\b.*:$")
_FRAME = re.compile(r'  File "(.*)", line (\d+) in (.*)$')


def has_gil():
    """False in a free-threaded build, unless an extension module has brought the GIL back."""
    ask = getattr(sys, "_is_gil_enabled", None)  # from Python 3.13 on
    return ask is None or ask()


def stacks():
    """Where all threads are: ``{thread: [(file, line, function), ...]}``, each outermost first.

    For where there is no GIL. The frames of a thread that runs may be gone while they are looked
    at, and the process with them: faulthandler has all threads stand still while it writes. It
    writes of the 100 youngest threads, and of each the innermost 100 frames.
    """
    if faulthandler is None:
        return {}
    with open(os.memfd_create("junicorn-stacks"), "w+b", 0) as file:
        faulthandler.dump_traceback(file)
        file.seek(0)
        return parse(file.read().decode("ascii", "replace"))


def parse(text):
    """The stacks in what faulthandler has written; what is not understood is left out."""
    found = {}
    stack = []
    for line in text.splitlines():
        thread = _THREAD.match(line)
        frame = _FRAME.match(line)
        if thread:
            stack = found[int(thread.group(1), 16)] = []
        elif frame:
            file, number, function = frame.groups()
            stack.insert(0, (file, int(number), function))
    return found
