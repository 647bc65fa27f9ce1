"""wsgi.file_wrapper, and answers that are large."""

import io
import os
import tempfile

from cases import BLOCK, PLAIN, Closing, answer_with_body, case, closes, lock, named, with_length

shared_file = {}


def real_file(megabytes=1):
    """The path of a file of that size, made once per process and removed from the file system with the folder."""
    with lock:
        if megabytes not in shared_file:
            folder = tempfile.mkdtemp(prefix="torture-")
            path = os.path.join(folder, "%d-megabytes" % megabytes)
            with open(path, "wb") as out:
                for _ in range(megabytes * 16):
                    out.write(BLOCK)
            shared_file[megabytes] = path
        return shared_file[megabytes]


def wrapped(environ, filelike, size=8192):
    """wsgi.file_wrapper is optional in PEP 3333: the fallback is the one it shows."""
    if "wsgi.file_wrapper" in environ:
        return environ["wsgi.file_wrapper"](filelike, size)
    return iter(lambda: filelike.read(size), b"")


class CountedFile(io.BytesIO):
    """A file-like object that counts the calls of its close(); it has no descriptor."""

    def close(self):
        if not self.closed:
            closes["/file-like"] += 1
        super().close()


class ReadOnly:
    """The least a file-like object may be: read(), nothing else."""

    def __init__(self, data):
        self.read = io.BytesIO(data).read


@case("/file")
def file_whole(environ, start_response, query):
    """file_wrapper with a real file of 1 MB, no Content-Length."""
    start_response("200 OK", PLAIN)
    return wrapped(environ, open(real_file(), "rb"))


@case("/file-with-length")
def file_with_length(environ, start_response, query):
    """file_wrapper with a real file and its Content-Length."""
    start_response("200 OK", with_length(1 << 20))
    return wrapped(environ, open(real_file(), "rb"))


@case("/file-offset")
def file_offset(environ, start_response, query):
    """file_wrapper with a file read up to byte 1000: the answer begins there."""
    start_response("200 OK", PLAIN)
    source = open(real_file(), "rb")
    source.seek(1000)
    return wrapped(environ, source)


@case("/file-part")
def file_part(environ, start_response, query):
    """file_wrapper with a Content-Length smaller than the file: 500 bytes from byte 1000, as for a range."""
    start_response("200 OK", with_length(500))
    source = open(real_file(), "rb")
    source.seek(1000)
    return wrapped(environ, source)


@case("/file-beyond")
def file_beyond(environ, start_response, query):
    """file_wrapper with a Content-Length larger than the file."""
    start_response("200 OK", with_length((1 << 20) + 10))
    return wrapped(environ, open(real_file(), "rb"))


@case("/file-empty")
def file_empty(environ, start_response, query):
    """file_wrapper at the end of the file."""
    start_response("200 OK", PLAIN)
    source = open(real_file(), "rb")
    source.seek(0, io.SEEK_END)
    return wrapped(environ, source)


@case("/file-like")
def file_like(environ, start_response, query):
    """file_wrapper with a BytesIO; its close() is counted."""
    start_response("200 OK", PLAIN)
    return wrapped(environ, CountedFile(BLOCK))


@case("/file-read-only")
def file_read_only(environ, start_response, query):
    """file_wrapper with an object that has read() alone."""
    start_response("200 OK", PLAIN)
    return wrapped(environ, ReadOnly(BLOCK))


@case("/file-pipe")
def file_pipe(environ, start_response, query):
    """file_wrapper with a pipe: a descriptor that can be neither sized nor sought."""
    reader, writer = os.pipe()
    os.write(writer, b"through a pipe\n")
    os.close(writer)
    start_response("200 OK", PLAIN)
    return wrapped(environ, os.fdopen(reader, "rb"))


@case("/file-text")
def file_text(environ, start_response, query):
    """file_wrapper with a file opened as text: its read() gives str."""
    start_response("200 OK", PLAIN)
    return wrapped(environ, open(__file__, encoding="utf-8"))


@case("/file-after-write")
def file_after_write(environ, start_response, query):
    """write() first, then a file through file_wrapper."""
    start_response("200 OK", PLAIN)(b"before ")
    return wrapped(environ, open(real_file(), "rb"))


@case("/big-bytes")
def big_bytes(environ, start_response, query):
    """64 MB (?mb=) as one bytes object."""
    body = BLOCK * (16 * int(query.get("mb", "64")))
    return answer_with_body(start_response, body)


@case("/big-generator")
def big_generator(environ, start_response, query):
    """64 MB (?mb=) in chunks of 64 KB, no Content-Length."""
    start_response("200 OK", PLAIN)
    return Closing(named("/big-generator", query), (BLOCK for _ in range(16 * int(query.get("mb", "64")))))


@case("/big-file")
def big_file(environ, start_response, query):
    """64 MB (?mb=) through file_wrapper."""
    megabytes = int(query.get("mb", "64"))
    start_response("200 OK", with_length(megabytes << 20))
    return wrapped(environ, open(real_file(megabytes), "rb"))
