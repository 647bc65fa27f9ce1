"""Imports a package that is not installed and that requirements.txt does not name."""

import a_package_nobody_installed  # noqa: F401


def app(environ, start_response):
    raise AssertionError("never reached")
