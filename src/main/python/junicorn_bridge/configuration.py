"""Executes a configuration file of gunicorn's, as gunicorn does, and reports what it sets.

A process of its own for one file, run before the server. The report is one JSON object: ``settings``, each with its
``value`` and its ``line`` in the file (0 where that is not known), and ``variables``, those that the file has set in
``os.environ``; or else ``message`` and ``traceback``. A value that JSON does not have is an object: its ``name``, and how
Python shows it as ``shown``.
"""

import ast
import faulthandler
import grp
import importlib
import importlib.machinery
import importlib.util
import json
import math
import os
import pwd
import signal
import sys

from junicorn_bridge import failure

#: The name under which gunicorn executes the file.
_MODULE = "__config__"
_LONGEST = 200
#: Longer numbers are refused by who reads JSON, and by who writes it.
_LARGEST = 10**100
#: Of lists in lists; a list may also contain itself.
_DEEPEST = 8


def main(location, names, report, stack, seconds):
    """Execute the file, write the report, and end this process with all that the file has started.

    The server ends it where the file takes too long, with a TERM, at which it writes its stack. If the server is gone,
    it ends by itself after so many ``seconds``.
    """
    os.setsid()  # Ctrl-C is for the server
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)  # ignored in the server, which takes them in its own way
    os.dup2(2, 1)  # the server's standard output may be the access log
    signal.alarm(seconds)
    faulthandler.register(signal.SIGTERM, open(stack, "w"), all_threads=False, chain=True)
    sys.stdout.reconfigure(line_buffering=True)
    sys.dont_write_bytecode = True  # two files that differ in their ending would share it
    found = read(location, names)
    if found is None:
        _flush()
        os._exit(0)
    text = json.dumps(found).encode("ascii")
    with open(report + ".part", "wb") as file:
        file.write(text)
    os.rename(report + ".part", report)
    _flush()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.killpg(0, signal.SIGTERM)
    os._exit(0)  # neither threads of the file nor its exit handlers: in gunicorn they come when the server ends


def _flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):
            pass  # the file has replaced or closed it


def read(location, names):
    """The report about the file at ``location``: ``PATH``, ``file:PATH`` or ``python:MODULE``.

    None in a child that the file has forked, and that has come to its end.
    """
    process = os.getpid()
    before = dict(os.environ)
    directory = os.getcwd()
    if directory not in sys.path:
        sys.path.insert(0, directory)
    try:
        members = _execute(location)
        settings = {name: _plain(members[name]) for name in names if name in members}
    except BaseException as error:  # also SystemExit and KeyboardInterrupt: nothing of the file's ends the report
        if os.getpid() != process:
            raise
        message, traceback = failure.describe(error)
        if isinstance(error, SystemExit):
            message = "it called sys.exit(%s)" % ("" if error.code is None else _shown(error.code))
        return {"message": message, "traceback": traceback}
    if os.getpid() != process:
        return None
    for name, is_ours in (("user", _is_user), ("group", _is_group)):
        if name in settings and is_ours(settings[name]):
            settings[name] = None
    lines = _lines(members.get("__file__"))
    return {
        "settings": {name: {"value": value, "line": lines.get(name, 0)} for name, value in settings.items()},
        "variables": {name: value for name, value in os.environ.items() if before.get(name) != value},
    }


def _execute(location):
    """The file's names and their values."""
    if location.startswith("python:"):
        return vars(importlib.import_module(location[len("python:") :]))
    path = os.path.abspath(location[len("file:") :] if location.startswith("file:") else location)
    loader = None
    if os.path.splitext(path)[1] not in (".py", ".pyc"):
        loader = importlib.machinery.SourceFileLoader(_MODULE, path)
    spec = importlib.util.spec_from_file_location(_MODULE, path, loader=loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[_MODULE] = module
    spec.loader.exec_module(module)
    return vars(module)


# --- values as JSON ---------------------------------------------------------------------------


def _plain(value, depth=0):
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)  # members of an enum have a __str__ of their own
    if isinstance(value, int) and abs(value) <= _LARGEST:
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    if isinstance(value, (list, tuple)) and depth < _DEEPEST:
        return [_plain(element, depth + 1) for element in value]
    kind = value if hasattr(value, "__qualname__") else type(value)
    name = "%s.%s" % (getattr(kind, "__module__", ""), getattr(kind, "__qualname__", ""))
    return {"name": name, "shown": _shown(value)}


def _shown(value):
    try:
        text = repr(value)
    except Exception as error:
        text = "<%s, whose repr() raises %s>" % (type(value).__name__, type(error).__name__)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."


def _is_user(value):
    """Whether gunicorn would change nothing: this is the user that the process has."""
    try:
        return _number(value, lambda name: pwd.getpwnam(name).pw_uid) == os.geteuid()
    except (KeyError, ValueError):
        return False


def _is_group(value):
    try:
        return _number(value, lambda name: grp.getgrnam(name).gr_gid) == os.getegid()
    except (KeyError, ValueError):
        return False


def _number(value, of):
    if isinstance(value, str):
        return int(value) if value.isdigit() else of(value)
    return value


# --- lines ------------------------------------------------------------------------------------


def _lines(path):
    """Name to the line that sets it, outside of functions and classes; 0 where it may be one of several."""
    lines = {}
    try:
        with open(path, "rb") as file:
            _collect(ast.parse(file.read()), lines, True)
    except (OSError, TypeError, ValueError, SyntaxError, RecursionError):
        pass  # compiled, or written anew meanwhile: the values are known, their lines are not
    return lines


def _collect(node, lines, is_certain):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            _note(child.name, child, lines, is_certain)
        elif isinstance(child, ast.alias):
            _note(child.asname or child.name, node, lines, is_certain)
        elif isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            _note(child.id, child, lines, is_certain)
        elif not isinstance(child, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            # What has a body may skip it: if, for, while, try, case.
            _collect(child, lines, is_certain and (isinstance(child, ast.With) or not hasattr(child, "body")))


def _note(name, node, lines, is_certain):
    lines[name] = node.lineno if is_certain or name not in lines else 0
