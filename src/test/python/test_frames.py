"""The wire, without sockets: round trips, golden files that the Java tests read too."""

import marshal
import os
import random
import unittest

import fake_server  # puts the bridge on the path
from junicorn_bridge import frames

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "frames")

#: What every golden file must decode to. `python test_frames.py write` writes the files.
EXAMPLES = {
    "whole": frames.Frame(
        frames.WHOLE, 7, ("200 OK", [("Content-Type", "text/plain"), ("X-Name", "caf\xe9")]), b"hello\n", 1200345, 98765, 54321
    ),
    "whole-empty": frames.Frame(frames.WHOLE, 2147483647, ("204 No Content", []), b"", 1, 2, 0),
    "head": frames.Frame(frames.HEAD, 8, ("200 OK", [("Content-Type", "text/event-stream")]), b"data: 1\n\n", 0, 0, 0),
    "piece": frames.Frame(frames.PIECE, 8, None, bytes(range(256)), 0, 0, 0),
    "end": frames.Frame(frames.END, 8, None, b"", 5000000000, 4000000, 3000000000),
    "file": frames.Frame(
        frames.FILE, 9, ("200 OK", [("Content-Length", "5000000000")], 11, "0", "5000000000"), b"", 70000, 60000, 0
    ),
    "error": frames.Frame(
        frames.ERROR, 10,
        ("ValueError: \u20ac", 'Traceback (most recent call last):\n  File "app.py", line 3, in app\nValueError: \u20ac\n'),
        b"", 100, 90, 5,
    ),
    "abort": frames.Frame(frames.ABORT, 11, ("KeyError: 'x'", "Traceback (most recent call last):\n"), b"", 100, 90, 0),
    "hello-control": frames.Frame(frames.HELLO_CONTROL, 0, (3, 4711), b"", 0, 0, 0),
    "hello-slot": frames.Frame(frames.HELLO_SLOT, 0, (3, 5), b"", 0, 0, 0),
    "ready": frames.Frame(frames.READY, 0, ("app:app", "3.11.2", 1), b"", 0, 0, 0),
    "boot-failed": frames.Frame(frames.BOOT_FAILED, 0, ("app", "No module named 'appp' in /srv/app", ""), b"", 0, 0, 0),
    "warning": frames.Frame(frames.WARNING, 0, ("mind the gap",), b"", 0, 0, 0),
    "leaving": frames.Frame(frames.LEAVING, 0, None, b"", 0, 0, 0),
    "freed": frames.Frame(frames.FREED, 12, None, b"", 0, 0, 0),
    "left": frames.Frame(frames.LEFT, 13, None, b"", 3000000, 200000, 0),
    "aside": frames.Frame(frames.ASIDE, 0, None, b"", 0, 0, 0),
    "dumps": frames.Frame(frames.DUMPS, 0, (64, 9), b"", 0, 0, 0),
    "hello-watch": frames.Frame(frames.HELLO_WATCH, 0, (3,), b"", 0, 0, 0),
    "stack": frames.Frame(
        frames.STACK, 21, (5, 12, [("/srv/app/app.py", 7, "view"), ("/srv/app/caf\xe9.py", 9, "stuck")]), b"", 0, 0, 0
    ),
    "pong": frames.Frame(frames.PONG, 21, None, b"", 0, 0, 0),
    "settled": frames.Frame(frames.SETTLED, 12, (5,), b"", 0, 0, 0),
}


_ENVIRON = {
    "REQUEST_METHOD": "POST", "SCRIPT_NAME": "/shop", "QUERY_STRING": "a=b", "SERVER_PROTOCOL": "HTTP/1.1",
    "wsgi.url_scheme": "https", "SERVER_SOFTWARE": "junicorn", "SERVER_NAME": "srv", "SERVER_PORT": "80",
    "REMOTE_ADDR": "192.0.2.1", "REMOTE_PORT": "5",
}

#: What the requests that the server's own tests write must be.
REQUESTS = {
    "request-inline": (
        2147483647,
        dict(
            _ENVIRON, RAW_URI="/shop/caf\xc3\xa9?a=b", PATH_INFO="/caf\xc3\xa9", HTTP_HOST="x", HTTP_X_ODD="\xe9",
            CONTENT_TYPE="text/plain", CONTENT_LENGTH="4",
        ),
        b"body",
    ),
    "request-spooled": (
        1,
        dict(_ENVIRON, RAW_URI="/shopping?a=b", PATH_INFO="/shopping", CONTENT_LENGTH="5000000000"),
        ("/proc/1/fd/9", "5000000000"),
    ),
    "request-elsewhere": (3, "/proc/1/fd/10", None),
    "request-in-room": (4, (65536, 70000), None),
}


def encode(frame):
    return frames.encode(*frame)


def write_golden_files():
    for name, frame in EXAMPLES.items():
        data = encode(frame).hex()
        lines = [data[start : start + 64] for start in range(0, len(data), 64)]
        with open(os.path.join(GOLDEN, name + ".hex"), "w") as file:
            file.write("\n".join(lines) + "\n")


def random_text(rng):
    return "".join(rng.choice("aZ0 -\xe9\xff\u20ac\U0001f984") for _ in range(rng.randrange(40)))


def random_frame(rng):
    meta = rng.choice(
        [
            None,
            (random_text(rng), [(random_text(rng), random_text(rng)) for _ in range(rng.randrange(20))]),
            (rng.randrange(2**31), rng.randrange(2**31)),
            (random_text(rng), None),
        ]
    )
    body = bytes(rng.getrandbits(8) for _ in range(rng.choice([0, 1, 31, 32, 33, 5000])))
    return frames.Frame(
        rng.choice([1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21]), rng.randrange(2**32), meta, body,
        rng.randrange(2**64), rng.randrange(2**64), rng.randrange(2**64),
    )


class RequestsTest(unittest.TestCase):
    def test_requests_of_the_server_are_what_was_meant(self):
        for name, request in REQUESTS.items():
            with self.subTest(name), open(os.path.join(GOLDEN, name + ".hex")) as file:
                self.assertEqual(marshal.loads(bytes.fromhex(file.read().replace("\n", ""))), request)


class FramesTest(unittest.TestCase):
    def test_header_is_laid_out_as_written_down(self):
        self.assertEqual(
            frames.header(0x01020304, 0x05060708, 0x090A0B0C, 0x0D, 0x1112131415161718, 0x2122232425262728, 0x3132333435363738).hex(),
            "04030201" "08070605" "0c0b0a09" "0d000000" "1817161514131211" "2827262524232221" "3837363534333231",
        )

    def test_golden_files(self):
        for name, frame in EXAMPLES.items():
            with self.subTest(name), open(os.path.join(GOLDEN, name + ".hex")) as file:
                data = bytes.fromhex("".join(file.read().split()))
                self.assertEqual(encode(frame), data)
                self.assertEqual(frames.Decoder().feed(data), [frame])

    def test_no_golden_file_without_example(self):
        self.assertEqual({name[:-4] for name in os.listdir(GOLDEN) if name.endswith(".hex")}, set(EXAMPLES) | set(REQUESTS))

    def test_random_frames_survive_any_cut(self):
        for seed in range(200):
            rng = random.Random(seed)
            sent = [random_frame(rng) for _ in range(rng.randrange(1, 6))]
            data = b"".join(map(encode, sent))
            decoder, received = frames.Decoder(), []
            while data:
                cut = rng.choice([1, 2, 31, 32, 33, 1000, len(data)])
                received += decoder.feed(data[:cut])
                data = data[cut:]
            self.assertEqual(received, sent, "seed %d" % seed)

    def test_meta_uses_only_the_codes_of_the_protocol(self):
        # The same string twice, an interned one, a long one: newer versions would use references.
        meta = frames.encode_meta(("Date", [("Date", "x" * 300), ("Date", "\xe9")], 7, None))
        self.assertEqual(meta[:1], b"(")
        self.assertEqual(meta.count(b"u\x04\x00\x00\x00Date"), 3)

    def test_too_large_a_payload_is_refused(self):
        with self.assertRaises(ValueError):
            frames.encode(frames.PIECE, body=bytes(frames.MAX_PAYLOAD + 1))
        with self.assertRaises(ValueError):
            frames.Decoder().feed(frames.header(frames.MAX_PAYLOAD + 1, 1, 0, frames.PIECE, 0, 0, 0))
        with self.assertRaises(ValueError):
            frames.Decoder().feed(frames.header(4, 1, 5, frames.PIECE, 0, 0, 0))


if __name__ == "__main__":
    import sys

    if sys.argv[1:] == ["write"]:
        write_golden_files()
    else:
        unittest.main()
