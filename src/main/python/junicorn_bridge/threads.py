"""Whether threads are still threads after the import of the app.

gevent and eventlet replace the insides of threading, socket, time, select and os, so that what would
wait in the kernel lets other greenlets run. The bridge waits in the kernel on purpose: what it uses
after the import it has taken from these modules before.
"""

import threading

from junicorn_bridge.failure import AppError

# What a Thread is begun with; the second one from Python 3.13 on.
_STARTERS = ("_start_new_thread", "_start_joinable_thread")
_OURS = {name: getattr(threading, name, None) for name in _STARTERS}
_OUR_LOCK = threading.Lock


def replaced_by():
    """The package that has put something else in the place of threads, None while nobody has.

    Debuggers (debugpy, PyCharm's) replace what begins a thread, too, but only to follow it. What is
    made for greenlets needs other locks as well.
    """
    if threading.Lock is _OUR_LOCK:
        return None
    for name, ours in _OURS.items():
        current = getattr(threading, name, None)
        if current is not ours:
            return (getattr(current, "__module__", None) or "the app").partition(".")[0]
    return None


def check(wanted):
    """Raise an AppError where ``wanted`` threads would share what was made for greenlets."""
    package = replaced_by()
    if package is not None and wanted > 1:
        raise AppError(
            "The import of the app has replaced Python's threads by those of %s (monkey patching). Requests run in "
            "%d real threads here, and these cannot share locks and sockets that were made for greenlets. Either "
            "leave the patching out: while one real thread waits, the others go on anyway. Or give each worker one "
            "thread: --threads 1." % (package, wanted)
        )
