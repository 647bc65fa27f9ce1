"""PEP 3333 on the wire: wsgi.file_wrapper."""

import ctypes
import gzip
import io
import os
import tempfile
import unittest

import fake_server  # puts the package on the path
from junicorn_bridge.filewrapper import FileWrapper
from junicorn_bridge.frames import END, ERROR, FILE, HEAD, WHOLE
from junicorn_bridge.watchdog import DeadlineExceeded
from slot_case import PLAIN, SlotCase, sized

try:
    from werkzeug.wsgi import _RangeWrapper
except ImportError:
    _RangeWrapper = None


class FileWrapperTest(SlotCase):
    CONTENT = bytes(range(256)) * 1024  # 256 KiB: more than is read in place

    def setUp(self):
        self.file = tempfile.NamedTemporaryFile()
        self.addCleanup(self.file.close)
        self.file.write(self.CONTENT)
        self.file.flush()

    def serve(self, opened, headers=PLAIN):
        self.opened = opened

        def app(environ, start_response):
            start_response("200 OK", headers)
            return environ["wsgi.file_wrapper"](opened, 8192)

        peer = self.start(app)
        peer.request()
        return peer

    def taken(self, opened, headers=PLAIN):
        peer = self.serve(opened, headers)
        frame = peer.frame()
        self.assertEqual(frame.kind, FILE)
        status, sent_headers, descriptor, offset, length = frame.meta
        self.assertEqual((status, sent_headers), ("200 OK", headers))
        self.assertFalse(opened.closed)
        with open("/proc/self/fd/%d" % descriptor, "rb") as file:
            self.assertEqual(file.read(), self.CONTENT)
        self.assertNotEqual(self.line[0], 0)
        peer.stream.send(b"+")
        self.stop()
        self.assertTrue(opened.closed)
        return int(offset), int(length)

    def body(self, answer):
        return b"".join(frame.body for frame in answer)

    def test_taken(self):
        self.assertEqual(self.taken(open(self.file.name, "rb")), (0, len(self.CONTENT)))

    def test_from_the_current_offset(self):
        opened = open(self.file.name, "rb")
        opened.read(1000)
        self.assertEqual(self.taken(opened), (1000, len(self.CONTENT) - 1000))

    def test_no_more_than_the_content_length(self):
        self.assertEqual(self.taken(open(self.file.name, "rb", buffering=0), sized(100000)), (0, 100000))
        self.assertEqual(self.taken(open(self.file.name, "rb"), sized(10**9)), (0, len(self.CONTENT)))

    def interrupted(self, reply, headers=PLAIN):
        """A slot whose thread is interrupted before it has read the reply to a FILE."""

        def app(environ, start_response):
            start_response("200 OK", headers)
            return environ["wsgi.file_wrapper"](open(self.file.name, "rb"), 8192)

        peer = self.start(app)
        peer.request()
        self.assertEqual(peer.frame().kind, FILE)
        set_async_exception = ctypes.pythonapi.PyThreadState_SetAsyncExc
        set_async_exception(ctypes.c_ulong(self.thread.ident), ctypes.py_object(DeadlineExceeded))
        peer.stream.send(reply)
        return peer

    def test_an_exception_does_not_lose_the_reply(self):
        # It would be taken for that to the next file.
        large = PLAIN + [("X-Large", "x" * 5000)]  # the frame has to be sent bit by bit
        for headers in (PLAIN, large):
            peer = self.interrupted(b"-", headers)
            frame = peer.frame()
            self.assertEqual(frame.kind, ERROR)
            self.assertIn("DeadlineExceeded", frame.meta[0])
            peer.request()
            self.assertEqual(peer.frame().kind, FILE)
            peer.stream.send(b"+")

    def test_a_file_that_was_taken_is_the_answer_whatever_comes_then(self):
        peer = self.interrupted(b"+")
        second = peer.request()
        frame = peer.frame()
        self.assertEqual((frame.kind, frame.request_id), (FILE, second))
        peer.stream.send(b"+")

    def test_not_taken(self):
        peer = self.serve(open(self.file.name, "rb"))
        self.assertEqual(peer.frame().kind, FILE)
        peer.stream.send(b"-")
        answer = peer.answer()
        self.assertEqual((answer[0].kind, answer[-1].kind), (HEAD, END))
        self.assertEqual(self.body(answer), self.CONTENT)
        self.stop()
        self.assertTrue(self.opened.closed)

    def test_small_file_is_read_in_place(self):
        opened = open(self.file.name, "rb")
        opened.seek(-1000, io.SEEK_END)
        (frame,) = self.serve(opened, sized(1000)).answer()
        self.assertEqual((frame.kind, frame.body), (WHOLE, self.CONTENT[-1000:]))

    def test_a_part_of_a_file_can_be_looked_up(self):
        wrapper = FileWrapper(open(self.file.name, "rb"), 100)
        self.addCleanup(wrapper.close)
        self.assertTrue(wrapper.seekable())
        wrapper.seek(200)
        self.assertEqual(wrapper.tell(), 200)
        self.assertEqual(next(wrapper), self.CONTENT[200:300])

    def test_middleware_that_iterates_gets_large_blocks_of_what_is_at_hand_only(self):
        for opened in (open(self.file.name, "rb"), io.BytesIO(self.CONTENT)):
            with opened:
                self.assertEqual([len(block) for block in FileWrapper(opened, 8192)], [131072, 131072])
        with gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(self.CONTENT))) as slow:
            self.assertEqual({len(block) for block in FileWrapper(slow, 8192)}, {8192})

    def test_what_cannot_be_sought_in_says_so(self):
        reading, writing = os.pipe()
        os.close(writing)
        with open(reading, "rb") as pipe:
            self.assertFalse(FileWrapper(pipe).seekable())
        self.assertFalse(FileWrapper(iter(())).seekable())

    @unittest.skipUnless(_RangeWrapper, "Werkzeug is not there")
    def test_a_range_of_werkzeugs_is_handed_over(self):
        for length, sent in ((100000, FILE), (1000, WHOLE)):
            opened = open(self.file.name, "rb")

            def app(environ, start_response):
                start_response("206 PARTIAL CONTENT", sized(length))
                return _RangeWrapper(environ["wsgi.file_wrapper"](opened, 8192), 777, length)

            peer = self.start(app)
            peer.request()
            frame = peer.frame()
            self.assertEqual(frame.kind, sent)
            if sent == FILE:
                self.assertEqual(frame.meta[3:], ("777", str(length)))
                peer.stream.send(b"+")
            else:
                self.assertEqual(frame.body, self.CONTENT[777 : 777 + length])
            self.stop()
            self.assertTrue(opened.closed)

    @unittest.skipUnless(_RangeWrapper, "Werkzeug is not there")
    def test_a_range_that_is_not_taken_is_sent_by_werkzeug(self):
        def app(environ, start_response):
            start_response("206 PARTIAL CONTENT", sized(100000))
            return _RangeWrapper(environ["wsgi.file_wrapper"](open(self.file.name, "rb"), 8192), 777, 100000)

        peer = self.start(app)
        peer.request()
        self.assertEqual(peer.frame().kind, FILE)
        peer.stream.send(b"-")
        self.assertEqual(self.body(peer.answer()), self.CONTENT[777:100777])

    def test_temporary_file(self):
        opened = tempfile.NamedTemporaryFile()
        opened.write(self.CONTENT)
        opened.seek(0)
        self.taken(opened)

    def test_things_that_only_look_like_files(self):
        packed = io.BytesIO(gzip.compress(self.CONTENT))
        with tempfile.NamedTemporaryFile() as file:
            file.write(packed.getvalue())
            file.flush()
            for opened in (io.BytesIO(self.CONTENT), gzip.open(file.name), io.BufferedReader(gzip.GzipFile(file.name))):
                answer = self.serve(opened).answer()
                self.assertNotIn(FILE, self.kinds(answer))
                self.assertEqual(self.body(answer), self.CONTENT)
                self.stop()
                self.assertTrue(opened.closed)

    def test_files_in_memory_are_one_frame(self):
        self.assertEqual(self.kinds(self.serve(io.BytesIO(self.CONTENT), sized(len(self.CONTENT))).answer()), [WHOLE])

    def test_files_of_proc_are_read(self):
        answer = self.serve(open("/proc/self/status", "rb")).answer()
        self.assertIn(b"Name:", self.body(answer))

    def test_text_file(self):
        answer = self.serve(open(self.file.name, "r", encoding="latin-1")).answer()
        self.assertEqual(self.kinds(answer), [ERROR])

    def test_without_close(self):
        class Source:
            def __init__(self):
                self.left = [b"a", b"b"]

            def read(self, size):
                return self.left.pop(0) if self.left else b""

        self.assertEqual(self.body(self.serve(Source()).answer()), b"ab")


if __name__ == "__main__":
    unittest.main()
