"""`wsgi.input` of a request whose body is a file."""

import io
import os

# Read from the file at a time.
_BUFFER = 65536


class SpooledBody(io.BufferedReader):
    """A body that did not come with its request.

    Apps may ask for more than there is, and for any number as in "all of it, if it is not larger":
    BufferedReader would make room for that number.
    """

    def __init__(self, path):
        super().__init__(io.FileIO(path), _BUFFER)

    def read(self, size=-1):
        return super().read(self._at_most(size))

    def read1(self, size=-1):
        return super().read1(self._at_most(size))

    def _at_most(self, size):
        if size is None or size <= _BUFFER:
            return size
        return min(size, max(0, os.fstat(self.fileno()).st_size - self.tell()))
