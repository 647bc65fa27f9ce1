"""Heads that were encoded before."""

import unittest
from unittest import mock

import fake_server  # noqa: F401  puts the bridge on the path
from junicorn_bridge import head
from junicorn_bridge.failure import AppError
from junicorn_bridge.frames import loads


class KnownHeadsTest(unittest.TestCase):
    def setUp(self):
        self.encoded = []
        patch = mock.patch.object(head, "encode_meta", self.encode)
        self.original = head.encode_meta
        patch.start()
        self.addCleanup(patch.stop)
        known = mock.patch.object(head, "_known", {})
        self.known = known.start()
        self.addCleanup(known.stop)

    def encode(self, value):
        self.encoded.append(value)
        return self.original(value)

    def test_the_same_head_is_encoded_once(self):
        first = head.encode_head("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "14")])
        again = head.encode_head("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "14")])
        self.assertEqual(again, first)
        self.assertEqual(again[1], 14)
        self.assertEqual(loads(again[0])[0], "200 OK")
        self.assertEqual(len(self.encoded), 1)

    def test_others_are_told_apart(self):
        lengths = [head.encode_head("200 OK", [("Content-Length", str(size))])[1] for size in (1, 2, 1)]
        statuses = [loads(head.encode_head(status, [])[0])[0] for status in ("200 OK", "404 Not Found")]
        self.assertEqual(lengths, [1, 2, 1])
        self.assertEqual(statuses, ["200 OK", "404 Not Found"])

    def test_a_list_that_the_app_changes_later_is_another_head(self):
        headers = [("A", "b")]
        head.encode_head("200 OK", headers)
        headers.append(("C", "d"))
        self.assertEqual(loads(head.encode_head("200 OK", headers)[0])[1], [("A", "b"), ("C", "d")])

    def test_what_is_wrong_stays_wrong(self):
        head.encode_head("200 OK", [("A", "b")])
        for headers in ({("A", "b"): 1}, [["A", "b"]], [("A", "b\n")], [("A", 1)], None):
            for _ in range(2):
                with self.assertRaises(AppError):
                    head.encode_head("200 OK", headers)

    def test_cookies_are_not_kept(self):
        head.encode_head("200 OK", [("set-Cookie", "session=secret")])
        self.assertEqual(self.known, {})

    def test_what_is_kept_is_bounded(self):
        for number in range(5000):
            head.encode_head("200 OK", [("ETag", str(number))])
        head.encode_head("200 OK", [("X-Long", "x" * 5000)])
        self.assertLessEqual(len(self.known), 256)
        self.assertNotIn(5000, [len(value) for key in self.known for _, value in key[1]])


if __name__ == "__main__":
    unittest.main()
