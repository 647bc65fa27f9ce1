"""The logger that apps know from gunicorn.

Many take its handlers and level for their own, by a recipe that has been copied everywhere::

    app.logger.handlers = logging.getLogger("gunicorn.error").handlers

Without a handler in it, such an app would lose what it logs.
"""

import logging


def provide(level):
    """Have ``gunicorn.error`` write to standard error from ``level`` on, a name of --log-level.

    Before the app is imported. The server's log adds the time and the worker.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("[%(levelname)s] %(message)s"))
    logger = logging.getLogger("gunicorn.error")
    logger.setLevel(level.upper())
    logger.propagate = False
    logger.addHandler(handler)
