"""Failures as a user should see them: their own code, without the bridge around it."""

import os

# At boot, since an app may leave nothing to import from (sys.path, chroot). From Python 3.13 on the
# first imports the second only when it shows a line of source.
import traceback
import tokenize  # noqa: F401

_BRIDGE = os.path.dirname(os.path.abspath(__file__)) + os.sep
_IMPORT_MACHINERY = ("<frozen importlib", os.path.dirname(os.__file__) + os.sep + "importlib" + os.sep)
# A message or a traceback longer than this helps nobody and has to fit into a frame.
_LIMIT = 65536


class AppError(Exception):
    """The app broke a rule of WSGI. The message says which, in words for its author."""


# A user who meets this in a traceback should not need to know how our modules are called.
AppError.__module__ = "junicorn"


def describe(error):
    """The ``(message, traceback)`` of an exception, both safe to encode."""
    try:
        report = traceback.TracebackException(type(error), error, error.__traceback__)
        _strip(report, set())
        text = "".join(report.format())
    except BaseException as second:  # an exception class with a broken __str__ or __cause__
        text = "%s (its traceback cannot be shown: %s)" % (type(error).__name__, type(second).__name__)
    return clean(_summary(error)), clean(text)


def clean(text):
    """``text`` without lone surrogates (they are no UTF-8) and of bounded length."""
    if len(text) > _LIMIT:
        half = _LIMIT // 2
        text = text[:half] + "\n  ... %d characters left out ...\n" % (len(text) - _LIMIT) + text[-half:]
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def location(error):
    """``(file, line)`` of the innermost user code an exception came through, or None."""
    found = None
    step = error.__traceback__
    while step is not None:
        filename = step.tb_frame.f_code.co_filename
        if _is_users(filename):
            found = filename, step.tb_lineno
        step = step.tb_next
    return found


def is_ours(error):
    """Whether an exception was raised in the bridge."""
    step = error.__traceback__
    while step.tb_next is not None:
        step = step.tb_next
    return not _is_users(step.tb_frame.f_code.co_filename)


def _summary(error):
    kind = type(error)
    name = kind.__qualname__
    if kind.__module__ not in ("builtins", "__main__"):
        name = kind.__module__ + "." + name
    try:
        text = str(error)
    except BaseException:
        text = "<no message: __str__ failed>"
    if kind is AppError:
        return text
    return name + ": " + text if text else name


def _strip(report, seen):
    """Take our frames out of a TracebackException and of those it was caused by."""
    if report is None or id(report) in seen:
        return
    seen.add(id(report))
    report.stack[:] = [frame for frame in report.stack if _is_users(frame.filename)]
    _strip(report.__cause__, seen)
    _strip(report.__context__, seen)
    for member in getattr(report, "exceptions", None) or ():
        _strip(member, seen)


def _is_users(filename):
    return not filename.startswith(_BRIDGE) and not filename.startswith(_IMPORT_MACHINERY)
