"""Walks a folder, nearest files first, within bounds, and never out of it."""

import collections
import os
import re
import stat
import time

# More than any web app's own code has; a folder that holds more is not only an app.
_MOST_ENTRIES = 100_000
_MOST_PYTHON_FILES = 2_000
_MOST_BYTES = 32 << 20
# Django's apps one level down lie at depth 3 (backend/src/proj/wsgi.py); the rest is room.
_MOST_DEPTH = 5
# A module that makes an app is a few kilobytes; generated ones of megabytes hold none.
_MOST_SOURCE_BYTES = 512 << 10
_MOST_TEXT_BYTES = 256 << 10

_SKIPPED_FOLDERS = frozenset(
    ("node_modules", "__pycache__", "site-packages", "dist-packages", "__oryx_packages__", "bower_components")
)
_TEXTS = frozenset(
    (
        ".flaskenv",
        ".python-version",
        "Procfile",
        "appsvc.yaml",
        "procfile",
        "requirements.txt",
        "setup.cfg",
        "pyproject.toml",
        "runtime.txt",
    )
)
# Only that they are there matters: their tools read them, or nobody does.
_MARKERS = frozenset(
    (
        "Pipfile",
        "Pipfile.lock",
        "build.env",
        "environment.yaml",
        "environment.yml",
        "pdm.lock",
        "poetry.lock",
        "pylock.toml",
        "startup.sh",
        "uv.lock",
    )
)

# Requirements by other names are only mentioned: the user says which are the app's.
_REQUIREMENTS = re.compile(r"(.*/)?(requirements/[^/]+\.txt|requirements[-_.][^/]*\.txt|requirements\.in)$")

# Read first, so that a folder of thousands of modules does not push the app out of the bounds.
_LIKELY_FIRST = ("manage.py", "app.py", "application.py", "main.py", "wsgi.py", "run.py", "server.py", "index.py")


class File:
    """A file below the folder: ``path`` is relative, with slashes."""

    def __init__(self, path, full, problem=""):
        self.path = path
        self.name = path.rsplit("/", 1)[-1]
        self.is_python = self.name.endswith(".py")
        self._full = full
        self._problem = problem

    def read(self):
        """``(bytes, "")``, or ``(None, why not)``; of a file that only has to be there ``(b"", "")``."""
        if self._problem:
            return None, self._problem
        if self.name in _MARKERS or self.name not in _TEXTS and not self.is_python:
            return b"", ""
        most = _MOST_SOURCE_BYTES if self.is_python else _MOST_TEXT_BYTES
        try:
            # A FIFO that took the file's place would block an ordinary open for ever.
            handle = os.open(self._full, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            with open(handle, "rb") as file:
                if not stat.S_ISREG(os.fstat(handle).st_mode):
                    return None, "it is no regular file"
                content = file.read(most + 1)
        except OSError as error:
            return None, "it cannot be read: %s" % error.strerror
        if len(content) > most and self.name == "requirements.txt":
            return content[:most], ""
        if len(content) > most:
            return None, "it is larger than %d KB, and was not read" % (most >> 10)
        return content, ""


class Walk:
    """One walk, and what it says about itself when it has ended.

    ``cut`` is the reason why it ended early, or empty; ``too_deep`` the first folder that it did not enter because it
    lies too deep, or empty; ``environments`` are the virtual environments it met.
    """

    def __init__(self, folder, deadline):
        self.cut = ""
        self.too_deep = ""
        self._entries = 0
        self.python_files = 0
        self.environments = []
        self._root = os.path.realpath(folder)
        self._deadline = deadline
        self._bytes = 0
        self._stopped = False

    def files(self):
        """The files that matter, level by level; on each level in the order of their names."""
        waiting = collections.deque([("", 0)])
        while waiting and not self.cut and not self._is_late():
            folder, depth = waiting.popleft()
            files, folders = self._list(folder)
            for file in files:
                if self._is_too_much(file):
                    return
                yield file
            if depth < _MOST_DEPTH:
                waiting.extend((below, depth + 1) for below in folders)
            elif folders and not self.too_deep:
                self.too_deep = printable(folders[0])

    def count(self, content):
        """Note that a Python file of this content was read."""
        self._bytes += len(content)

    def stop(self, reason):
        """End the walk before the next file."""
        self.cut = reason
        self._stopped = True

    def _is_too_much(self, file):
        if self._stopped:
            return True
        self.python_files += file.is_python
        if self.python_files > _MOST_PYTHON_FILES:
            self.cut = "there are more than %d Python files" % _MOST_PYTHON_FILES
            self.python_files = _MOST_PYTHON_FILES
        elif self._bytes > _MOST_BYTES:
            self.cut = "the Python files are larger than %d MB together" % (_MOST_BYTES >> 20)
        else:
            return self._is_late()
        return True

    def _is_late(self):
        if time.monotonic() > self._deadline:
            self.stop("reading it took too long")
        return self._stopped

    def _list(self, folder):
        """The files and folders in ``folder`` that matter, sorted; records virtual environments."""
        files, folders = [], []
        try:
            with os.scandir(os.path.join(self._root, os.fsencode(folder))) as entries:
                for entry in entries:
                    self._entries += 1
                    if self._entries > _MOST_ENTRIES:
                        self.cut = "there are more than %d files and folders" % _MOST_ENTRIES
                    if self.cut or self._is_late():
                        break
                    self._sort_in(entry, folder, files, folders)
        except OSError as error:
            if not folder:
                self.cut = "the folder cannot be read: %s" % error.strerror
        files.sort(key=lambda file: (_LIKELY.get(file.name, len(_LIKELY)), file.path))
        return files, sorted(folders)

    def _sort_in(self, entry, folder, files, folders):
        name = os.fsdecode(entry.name)
        path = folder + "/" + name if folder else name
        is_folder = entry.is_dir(follow_symlinks=False)
        if (is_folder or entry.is_symlink()) and os.path.lexists(os.path.join(entry.path, b"pyvenv.cfg")):
            self.environments.append(printable(path))
        elif is_folder:
            if not name.startswith(".") and name not in _SKIPPED_FOLDERS:
                folders.append(path)
        elif name.endswith(".py") or name in _TEXTS or name in _MARKERS or _REQUIREMENTS.match(path):
            files.append(File(printable(path), entry.path, self._problem(entry, path)))

    def _problem(self, entry, path):
        """Why the file is not even opened; empty where it may be."""
        if printable(path) != path:
            return "its name is not valid UTF-8"
        try:
            if entry.is_symlink() and not self._is_inside(entry.path):
                return "it is a link that leads out of the folder, or nowhere"
            return "" if entry.is_file() else "it is no regular file"
        except OSError as error:
            return "it cannot be read: %s" % error.strerror

    def _is_inside(self, path):
        target = os.path.realpath(path)
        return os.path.exists(target) and target.startswith(self._root.rstrip(b"/") + b"/")


def printable(path):
    """The path as text that is valid everywhere; a byte that is not UTF-8 shows as ``\\xff``."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


_LIKELY = {name: rank for rank, name in enumerate(_LIKELY_FIRST)}
