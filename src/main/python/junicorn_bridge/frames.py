"""The frames of PROTOCOL.md. Bytes in, bytes out: this file knows no sockets."""

import struct
from collections import namedtuple
from marshal import dumps, loads

WHOLE = 1
HEAD = 2
PIECE = 3
END = 4
FILE = 5
ERROR = 6
ABORT = 7
FREED = 8
LEFT = 9
ASIDE = 10
HELLO_CONTROL = 16
HELLO_SLOT = 17
READY = 18
BOOT_FAILED = 19
WARNING = 20
LEAVING = 21
DUMPS = 22
HELLO_WATCH = 23
STACK = 24
PONG = 25
SETTLED = 26

#: The largest payload of one frame; the sender cuts what is larger.
MAX_PAYLOAD = 16 * 1024 * 1024

# Version 2 is the last marshal without interned, short and back-referenced values: a handful of
# type codes is all that the server has to read.
MARSHAL_VERSION = 2

# payload bytes, request id, meta bytes, kind, 3 x zero, wall ns, cpu ns, contention ns
_HEADER = struct.Struct("<IIIB3xQQQ")
HEADER_SIZE = _HEADER.size

#: ``header(payload_bytes, request_id, meta_bytes, kind, wall, cpu, contention)``: the 40 bytes
#: before a payload.
header = _HEADER.pack

Frame = namedtuple("Frame", "kind request_id meta body wall cpu contention")


def encode_meta(value):
    """The marshal form of ``value``: tuples, lists, exact ``str``, ``int`` and None."""
    return dumps(value, MARSHAL_VERSION)


def encode(kind, request_id=0, meta=None, body=b"", wall=0, cpu=0, contention=0):
    """One frame. The hot path packs its own with `header`."""
    encoded = b"" if meta is None else dumps(meta, MARSHAL_VERSION)
    size = len(encoded) + len(body)
    if size > MAX_PAYLOAD:
        raise ValueError("a payload of %d bytes is larger than %d" % (size, MAX_PAYLOAD))
    return header(size, request_id, len(encoded), kind, wall, cpu, contention) + encoded + body


class Decoder:
    """Takes bytes as they come and gives the frames that are complete."""

    def __init__(self):
        self._pending = bytearray()

    def feed(self, data):
        """Add ``data``; returns the list of frames that it completed."""
        pending = self._pending
        pending += data
        frames = []
        start = 0
        while len(pending) - start >= HEADER_SIZE:
            size, request_id, meta_size, kind, *times = _HEADER.unpack_from(pending, start)
            if size > MAX_PAYLOAD or meta_size > size:
                raise ValueError("not a frame: payload of %d bytes, meta of %d" % (size, meta_size))
            payload = start + HEADER_SIZE
            end = payload + size
            if len(pending) < end:
                break
            raw = payload + meta_size
            meta = loads(bytes(pending[payload:raw])) if meta_size else None
            frames.append(Frame(kind, request_id, meta, bytes(pending[raw:end]), *times))
            start = end
        del pending[:start]
        return frames
