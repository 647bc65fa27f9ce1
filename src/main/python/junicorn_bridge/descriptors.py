"""Whether descriptors are still those of the bridge: the app may close them and be given their numbers.

Libraries that make daemons close all there are.
"""

import os

#: For the log, where the app has done so.
LOST = (
    "the import of the app has closed descriptors that it had not opened (os.closerange, or a library that makes "
    "daemons?): the connections to the server are gone. Let it close its own only; it need not become a daemon here."
)


def identity(number):
    """What a descriptor stands for, None where it is not open."""
    try:
        status = os.fstat(number)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def identities(numbers):
    """``{number: identity}``."""
    return {number: identity(number) for number in numbers}
