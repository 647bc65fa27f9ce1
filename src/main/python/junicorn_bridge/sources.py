"""Tells the server which files the app consists of, for --reload."""

import os
import sys
from _thread import start_new_thread
from time import sleep

# A module that is imported in the middle of a request is watched after so long.
_STEP_SECONDS = 1.0


def follow(path):
    """Write the files of all imported modules to ``path`` now, and again whenever there are more."""
    known = write(path)
    start_new_thread(_keep, (path, known))


def _keep(path, known):
    while True:
        sleep(_STEP_SECONDS)
        if len(sys.modules) != known:
            try:
                known = write(path)
            except OSError:
                return  # the server's folder is gone, and the server with it


def write(path):
    """Write one file name a line; returns how many modules there were."""
    modules = list(sys.modules.values())
    lines = {_file_of(module) for module in modules}
    with open(path + ".new", "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write("".join(line + "\n" for line in sorted(lines) if line and "\n" not in line))
    os.replace(path + ".new", path)  # the server never sees half of it
    return len(modules)


def _file_of(module):
    """The source file of a module, empty where there is none; modules can be any object."""
    try:
        name = module.__file__
        return os.path.abspath(name) if isinstance(name, str) else ""
    except Exception:
        return ""
