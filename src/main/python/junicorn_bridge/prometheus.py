"""What prometheus_client's multiprocess mode needs of who sees workers end.

Each process keeps its numbers in files of its own, named by its pid. Those of gauges that count only
the living have to go with their process; the library leaves that to the server.
"""

import os

_VARIABLES = ("PROMETHEUS_MULTIPROC_DIR", "prometheus_multiproc_dir")


def forget(pid):
    """Remove the files of gauges that count only the living (``multiprocess_mode="live..."``)."""
    folder = next((os.environ[name] for name in _VARIABLES if name in os.environ), None)
    if not folder:
        return
    try:
        for name in os.listdir(folder):
            if name.startswith("gauge_live") and name.endswith("_%d.db" % pid):
                os.remove(os.path.join(folder, name))
    except OSError:
        pass  # no such folder, or not ours to change: the app's numbers are the app's
