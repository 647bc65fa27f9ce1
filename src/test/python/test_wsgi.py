"""PEP 3333 on the wire: results and failures."""

import ctypes
import io
import itertools
import select
import threading
import time
import unittest
from unittest import mock
from wsgiref.validate import validator

from fake_server import cgi_environ
from junicorn_bridge.frames import ABORT, END, ERROR, FREED, HEAD, PIECE, WHOLE
from junicorn_bridge.watchdog import CLIENT_LEFT, LAST_STARTED, REQUEST, STARTED, DeadlineExceeded
from slot_case import PLAIN, Closing, SlotCase, sized


class ResultTest(SlotCase):
    def test_list_of_one(self):
        (frame,) = self.answer_of([b"hello"])
        self.assertEqual((frame.kind, frame.meta, frame.body), (WHOLE, ("200 OK", PLAIN), b"hello"))
        self.assertGreater(frame.wall, 0)
        self.assertLessEqual(frame.cpu, frame.wall)

    def test_list_and_tuple_of_many_are_joined(self):
        for result in ([b"a", b"", b"b"], (b"a", b"b")):
            (frame,) = self.answer_of(result)
            self.assertEqual((frame.kind, frame.body), (WHOLE, b"ab"))

    def test_empty_results_still_send_a_head(self):
        for result in ([], (), [b""], iter([]), (piece for piece in [b"", b""])):
            (frame,) = self.answer_of(result)
            self.assertEqual((frame.kind, frame.meta, frame.body), (WHOLE, ("200 OK", PLAIN), b""))

    def test_generator_goes_out_piece_by_piece(self):
        gate = threading.Semaphore(0)

        def app(environ, start_response):
            start_response("200 OK", PLAIN)
            yield b""
            yield b"one"
            gate.acquire()
            yield b"two"
            gate.acquire()

        peer = self.start(app)
        request_id = peer.request()
        self.assertEqual(peer.frame(), (HEAD, request_id, ("200 OK", PLAIN), b"one", 0, 0, 0))
        gate.release()
        self.assertEqual(peer.frame(), (PIECE, request_id, None, b"two", 0, 0, 0))
        gate.release()
        last = peer.frame()
        self.assertEqual((last.kind, last.request_id, last.body), (END, request_id, b""))
        self.assertGreater(last.wall, 0)

    def test_first_piece_that_is_the_whole_body_is_one_frame(self):
        result = Closing([b"hello"])
        self.assertEqual(self.kinds(self.answer_of(result, sized(5))), [WHOLE])
        self.assertEqual(result.closed, 1)

    def test_code_behind_the_last_yield_runs(self):
        done = []

        def pieces():
            yield b"hello"
            done.append(True)

        self.assertEqual(self.kinds(self.answer_of(pieces(), sized(5))), [WHOLE])
        self.assertEqual(done, [True])

    def test_nothing_behind_the_content_length(self):
        self.assertEqual(self.kinds(self.answer_of(Closing([b"hello", b"", b""]), sized(5))), [WHOLE])

    def test_what_fails_behind_a_complete_body_takes_nothing_of_it(self):
        result = Closing([b"hello", KeyError("late")])
        answer = self.answer_of(result, sized(5))
        self.assertEqual([(frame.kind, frame.body) for frame in answer], [(HEAD, b"hello"), (ABORT, b"")])
        self.assertEqual(answer[1].meta[0], "KeyError: 'late'")
        self.assertEqual(result.closed, 1)

    def test_what_fails_behind_the_body_of_a_client_that_left_is_reported(self):
        def pieces():
            yield b"hello"
            self.line[CLIENT_LEFT] = self.line[0]
            raise KeyError("late")

        answer = self.answer_of(pieces(), sized(5))
        self.assertEqual(self.kinds(answer), [ERROR])
        self.assertEqual(answer[0].meta[0], "KeyError: 'late'")

    def test_more_than_the_content_length_is_passed_on(self):
        answer = self.answer_of(Closing([b"hello", b"more"]), sized(5))
        self.assertEqual([(frame.kind, frame.body) for frame in answer], [(HEAD, b"hello"), (PIECE, b"more"), (END, b"")])

    def test_an_endless_result_is_left_once_its_content_length_is_exceeded(self):
        for length in (2, 3, 8):  # within a piece, at its end, and later
            with self.subTest(length=length):
                endless = Closing(itertools.repeat(b"abc"))
                answer = self.answer_of(endless, sized(length))
                self.assertEqual(self.kinds(answer)[-1], END)
                self.assertGreater(len(b"".join(frame.body for frame in answer)), length)
                self.assertEqual(endless.closed, 1)

    def test_iterable_over_a_list_is_complete_in_memory(self):
        class Response:  # as Django's
            closed = 0

            def __iter__(self):
                return iter([b"a", b"b"])

            def close(self):
                self.closed += 1

        response = Response()
        (frame,) = self.answer_of(response)
        self.assertEqual((frame.kind, frame.body, response.closed), (WHOLE, b"ab", 1))

    def test_large_bodies_are_cut(self):
        piece = bytes(17 * 1024 * 1024)
        for result in ([piece], [piece[: 9 << 20], piece[: 8 << 20]], iter([piece])):
            answer = self.answer_of(result, sized(len(piece)))
            self.assertEqual((answer[0].kind, answer[-1].kind), (HEAD, END))
            self.assertEqual(sum(len(frame.body) for frame in answer), len(piece))

    def test_large_whole(self):
        (frame,) = self.answer_of([b"x" * 3000000])
        self.assertEqual((frame.kind, frame.body), (WHOLE, b"x" * 3000000))

    def test_slow_close_lets_the_body_go_first_the_next_time(self):
        results = []

        def app(environ, start_response):
            start_response("200 OK", sized(5))
            results.append(Closing([b"hello"], slow=0.03))
            return results[-1]

        peer = self.start(app)
        self.assertEqual(self.kinds(peer.call()), [WHOLE])
        self.assertEqual(self.kinds(peer.call()), [HEAD, END])
        self.assertEqual([result.closed for result in results], [1, 1])

    def test_failing_close_does_not_lose_the_answer(self):
        with mock.patch("sys.stderr", io.StringIO()) as log:
            result = Closing([b"hello"], error=SystemExit(3))
            self.assertEqual(self.kinds(self.answer_of(result, sized(5))), [WHOLE])
        self.assertIn("close() of the app's result failed", log.getvalue())
        self.assertIn("SystemExit: 3", log.getvalue())

    def test_thread_goes_on_and_the_scoreboard_is_kept(self):
        seen = []

        def app(environ, start_response):
            seen.append((self.line[REQUEST], self.line[STARTED], self.line[LAST_STARTED]))
            start_response("200 OK", PLAIN)
            return [b"x"]

        peer = self.start(app)
        before = time.monotonic_ns()
        for number in (41, 42):
            peer.request(request_id=number)
            self.assertEqual(peer.frame().request_id, number)
        self.assertEqual([entry[0] for entry in seen], [41, 42])
        self.assertEqual([entry[2] for entry in seen], [41, 42])
        self.assertTrue(before <= seen[0][1] <= seen[1][1] <= time.monotonic_ns())
        self.stop()
        self.assertEqual(self.line[REQUEST], 0)
        self.assertEqual(self.line[LAST_STARTED], 42)

    def test_server_that_leaves_ends_the_thread_and_closes_the_result(self):
        started, result = threading.Event(), Closing(iter([b"x"] * 100000000))

        def app(environ, start_response):
            start_response("200 OK", PLAIN)
            started.set()
            return result

        self.start(app).request()
        started.wait(5)
        self.peer.close()
        self.thread.join(5)
        self.assertFalse(self.thread.is_alive())
        self.assertEqual(result.closed, 1)


class FailureTest(SlotCase):
    def test_before_the_head(self):
        def app(environ, start_response):
            raise ValueError("no \udc80 way")

        (frame,) = self.call(app)
        self.assertEqual((frame.kind, frame.meta[0]), (ERROR, "ValueError: no \\udc80 way"))
        self.assertIn("test_wsgi.py", frame.meta[1])
        self.assertNotIn("junicorn_bridge", frame.meta[1])

    def test_after_start_response_but_before_the_head(self):
        self.assertEqual(self.kinds(self.answer_of(Closing([b"", ValueError()]))), [ERROR])

    def test_after_the_head(self):
        result = Closing([b"a", KeyError("k")])
        answer = self.answer_of(result)
        self.assertEqual(self.kinds(answer), [HEAD, ABORT])
        self.assertEqual(answer[1].meta[0], "KeyError: 'k'")
        self.assertEqual(result.closed, 1)

    def test_no_exception_kills_the_thread(self):
        errors = [SystemExit(1), KeyboardInterrupt(), GeneratorExit(), StopIteration(), MemoryError(), BrokenPipeError()]

        def app(environ, start_response):
            raise errors[int(environ["QUERY_STRING"])]

        peer = self.start(app)
        for number, error in enumerate(errors):
            (frame,) = peer.call(cgi_environ(QUERY_STRING=str(number)))
            self.assertEqual(frame.kind, ERROR)
            self.assertIn(type(error).__name__, frame.meta[0])

    def test_a_deadline_that_comes_into_a_frame_leaves_it_whole(self):
        def app(environ, start_response):
            start_response("200 OK", PLAIN)
            return [b"x" * 4000000]

        peer = self.start(app)
        number = peer.request()
        self.assertTrue(select.select([peer.stream], [], [], 40)[0], "the rest finds no room")
        set_async_exception = ctypes.pythonapi.PyThreadState_SetAsyncExc
        set_async_exception(ctypes.c_ulong(self.thread.ident), ctypes.py_object(DeadlineExceeded))
        whole, freed = peer.frame(), peer.frame()
        self.assertEqual((whole.kind, whole.request_id, len(whole.body)), (WHOLE, number, 4000000))
        self.assertEqual((freed.kind, freed.request_id), (FREED, number))
        self.assertEqual(self.kinds(peer.call()), [WHOLE])

    def test_unprintable_exception(self):
        for second in (RuntimeError, SystemExit):
            class Mean(Exception):
                def __str__(self):
                    raise second

            def app(environ, start_response):
                raise Mean

            self.assertEqual(self.call(app)[0].kind, ERROR)

    def test_huge_message_is_cut(self):
        def app(environ, start_response):
            raise ValueError("x" * 20000000)

        (frame,) = self.call(app)
        self.assertLess(len(frame.meta[0]) + len(frame.meta[1]), 200000)

    def test_start_response_not_called(self):
        for result in ([b"x"], [], iter([b"x"]), iter([])):
            (frame,) = self.call(lambda environ, start_response: result)
            self.assertEqual(frame.kind, ERROR)
            self.assertIn("without calling start_response", frame.meta[0])

    def test_items_that_are_not_bytes(self):
        for result in (["text"], [b"a", "text"], iter(["text"]), Closing([b"", "text"])):
            self.assertIn("str where bytes are needed; encode it: text.encode()", self.error_of(result))
        self.assertIn("wrap them in a list", self.error_of(b"bytes"))
        self.assertIn("NoneType where bytes", self.error_of([None]))
        self.assertIn("str where bytes", self.error_of("text"))

    def test_result_that_is_no_iterable(self):
        self.assertIn("The app returned NoneType", self.error_of(None))
        self.assertIn("The app returned int", self.error_of(3))

    def test_bad_item_after_the_head(self):
        answer = self.answer_of(Closing([b"a", "text"]))
        self.assertEqual(self.kinds(answer), [HEAD, ABORT])

    def test_status(self):
        for status in (200, b"200 OK", "OK", "", "2x0 OK", "200OK", "\xb200 OK", "200 O\r\nK"):
            self.assertIn("status", self.error_of([], status=status))

    def test_status_without_reason_is_completed(self):
        self.assertEqual(self.answer_of([], status="200")[0].meta[0], "200 ")

    def test_headers(self):
        for headers, words in (
            ({"A": "b"}, "list of (name, value) tuples, not dict"),
            (None, "not NoneType"),
            ([["A", "b"]], "Header 0 must be a tuple"),
            ([("A", "b"), "ab"], "Header 1 must be a tuple (name, value), not 'ab'"),
            ([("A", "b", "c")], "Header 0 must be a tuple"),
            ([("A", 1)], "The value of the header A must be a str, not int: 1"),
            ([("A", b"x")], "not bytes: b'x'"),
            ([(b"A", "x")], "The name of header 0 must be a str"),
            ([("X-Next", "a\r\nSet-Cookie: b")], "The header X-Next contains '\\r'"),
            ([("X-Next", "a\0")], "The header X-Next contains '\\x00'"),
            ([("X\n", "a")], "The name of the header"),
            ([("Content-Disposition", "filename=\u20ac.txt")], "filename*=UTF-8''"),
            ([("A", "x" * 1100000)], "larger than"),
        ):
            self.assertIn(words, self.error_of([], headers))

    def test_headers_that_are_fine(self):
        class Text(str):  # as Django's SafeString
            pass

        headers = [(Text("A"), Text("caf\xe9\ttab")), ("Set-Cookie", "a"), ("Set-Cookie", "b"), ("CONTENT-LENGTH", "0")]
        self.assertEqual(self.answer_of([], headers)[0].meta, ("200 OK", headers))


class LateWorkTest(SlotCase):
    def test_a_body_sent_before_a_slow_tail_is_complete(self):
        def app(environ, start_response):
            start_response("200 OK", sized(5))
            yield b"hello"
            time.sleep(0.03)
            yield b""

        peer = self.start(app)
        self.assertEqual(self.kinds(peer.call()), [WHOLE])
        answer = peer.call()
        self.assertEqual([(frame.kind, frame.body) for frame in answer], [(HEAD, b"hello"), (END, b"")])

    def test_a_slow_tail_that_fails_is_remembered_too(self):
        fails = [True, False]

        def app(environ, start_response):
            start_response("200 OK", sized(5))
            yield b"hello"
            if fails.pop(0):
                time.sleep(0.03)
                raise KeyError("late")

        peer = self.start(app)
        self.assertEqual(self.kinds(peer.call()), [HEAD, ABORT])
        self.assertEqual(self.kinds(peer.call()), [HEAD, END])


class ValidatorTest(SlotCase):
    def test_under_the_validator(self):
        def app(environ, start_response):
            environ["wsgi.errors"].write("")
            body = environ["wsgi.input"].read(10)
            environ["wsgi.input"].readline()
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [b"got ", body]

        answer = self.call(validator(app), cgi_environ(method="POST", CONTENT_LENGTH="5"), b"hello")
        self.assertEqual(b"".join(frame.body for frame in answer), b"got hello")
        self.assertEqual(self.kinds(answer)[-1], END)


if __name__ == "__main__":
    unittest.main()
