"""`wsgi.file_wrapper`: files that the server can send without Python."""

import io
import os
import stat

# Of what is at hand, where middleware iterates it or the app cuts a part out of it: each block wakes
# the server up, and the 8 KiB that frameworks ask for are small for that.
_LEAST_BLOCK = 128 * 1024


class FileWrapper:
    """Iterates a file-like object in blocks; closing it closes the file."""

    def __init__(self, filelike, block_size=8192):
        self.filelike = filelike
        self.block_size = block_size
        if hasattr(filelike, "close"):
            self.close = filelike.close

    def __iter__(self):
        if self.in_memory() or regular_file(self.filelike):
            self.block_size = max(self.block_size, _LEAST_BLOCK)
        return self

    def __next__(self):
        data = self.filelike.read(self.block_size)
        if data:
            return data
        raise StopIteration

    # For who sends a part only: without these three, Werkzeug reads all that is before a Range.

    def seekable(self):
        seekable = getattr(self.filelike, "seekable", None)
        return seekable is not None and seekable()

    def seek(self, *position):
        return self.filelike.seek(*position)

    def tell(self):
        return self.filelike.tell()

    def in_memory(self):
        return type(self.filelike) is io.BytesIO


def wrapper_of_range(pieces, length):
    """The FileWrapper of which ``pieces``, an iterator by which Werkzeug answers a Range, would send
    ``length`` bytes, put to the first of them; None where it is not as we know it."""
    wrapper = getattr(pieces, "iterable", None)
    if wrapper.__class__ is not FileWrapper or not wrapper.seekable():
        return None
    if getattr(pieces, "read_length", None) != 0 or length is None or getattr(pieces, "byte_range", None) != length:
        return None
    wrapper.seek(pieces.start_byte)
    return wrapper


def regular_file(filelike):
    """``(descriptor, offset, bytes from there to the end)`` where reading the descriptor gives
    what reading the object would, else None.

    A fileno() alone does not say so: that of a GzipFile is the one of the compressed file.
    Hence only the plain files of `io` count, also inside the usual wrappers around them.
    """
    if type(filelike).__module__.partition(".")[0] in ("tempfile", "django"):
        filelike = getattr(filelike, "file", filelike)
    raw = filelike.raw if type(filelike) in (io.BufferedReader, io.BufferedRandom) else filelike
    if type(raw) is not io.FileIO:
        return None
    try:
        descriptor = raw.fileno()
        status = os.fstat(descriptor)
        offset = filelike.tell()
    except (OSError, ValueError):
        return None
    # Files of /proc claim to be regular and empty: they can only be read.
    if not stat.S_ISREG(status.st_mode) or status.st_size == 0 or not raw.readable():
        return None
    return descriptor, offset, max(0, status.st_size - offset)
