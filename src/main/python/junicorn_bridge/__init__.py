"""The Python half of Junicorn: runs a WSGI app in worker processes for the server.

Standard library only, CPython 3.8 and newer. Imports go one way::

    spawner -> worker -> loader, wsgi -> stream, frames, failure

What crosses the process boundary is written down in PROTOCOL.md of dev.junicorn.protocol.
"""
