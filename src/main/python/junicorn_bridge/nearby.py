"""Where a module is that was not found: in the folders around the app's. Only looked for to explain a mistake."""

import itertools
import os

_LEVELS_BELOW = 2
#: A folder may hold any number of others, and be on a slow disk.
_MOST_FOLDERS = 200
_NOT_THE_USERS = ("__pycache__", "node_modules", "site-packages")


def find(name, directory):
    """Each ``(path, folder)`` where ``name`` could be imported if ``folder`` were the app's, the nearest first."""
    parts = name.split(".")
    above = _above(directory, max(1, len(parts) - 1))
    for folder in itertools.chain(above, _below(directory)):
        path = os.path.join(folder, *parts)
        if os.path.isfile(path + ".py"):
            yield path + ".py", folder
        elif os.path.isfile(os.path.join(path, "__init__.py")):
            yield path, folder


def with_package(name, folder):
    """The module ``name`` in ``folder`` by its full name, and the folder in which that begins."""
    while os.path.isfile(os.path.join(folder, "__init__.py")) and os.path.basename(folder):
        folder, package = os.path.split(folder)
        name = package + "." + name
    return name, folder


def environments(directory):
    """The interpreters of the virtual environments in a folder, and of those in the one above it."""
    for folder in (directory, os.path.dirname(directory)):
        for name in _entries(folder):
            python = os.path.join(folder, name, "bin", "python")
            if _is_environment(os.path.join(folder, name)) and os.access(python, os.X_OK):
                yield python


def _above(directory, levels):
    for _ in range(levels):
        directory = os.path.dirname(directory)
        yield directory


def _below(directory):
    level = [directory]
    for _ in range(_LEVELS_BELOW):
        inner = (folder for outer in level for folder in _folders(outer))
        level = list(itertools.islice(inner, _MOST_FOLDERS))
        for folder in level:
            yield folder


def _folders(directory):
    for name in _entries(directory):
        folder = os.path.join(directory, name)
        is_users = not name.startswith(".") and name not in _NOT_THE_USERS
        if is_users and os.path.isdir(folder) and not _is_environment(folder):
            yield folder


def _is_environment(folder):
    return os.path.isfile(os.path.join(folder, "pyvenv.cfg"))


def _entries(directory):
    try:
        return sorted(os.listdir(directory))
    except OSError:
        return []
