"""Packages that keep in one process what several requests of a client need."""

import sys


def warning(app, workers):
    """What to tell whoever runs such an app in ``workers`` processes, None where all is well."""
    package = _package(app)
    if package is None or workers < 2:
        return None
    return (
        "the app uses %s, and there are %d workers. A session of Socket.IO lives in the memory of one of them, and its "
        "next request may reach another, which answers 400 (Invalid session). Start with --workers 1 and as many "
        "--threads as there are clients." % (package, workers)
    )


def _package(app):
    if "flask_socketio" in sys.modules:
        return "flask_socketio"
    # Who has only imported this may be a client.
    package = type(app).__module__.partition(".")[0]
    return package if package in ("socketio", "engineio") else None
