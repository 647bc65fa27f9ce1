"""The Java side of PROTOCOL.md, in Python, for tests: as small and as plain as it can be."""

import array
import json
import marshal
import mmap
import os
import queue
import select
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

BRIDGE = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", "main", "python"))
if BRIDGE not in sys.path:
    sys.path.append(BRIDGE)

from junicorn_bridge import frames

PATIENCE = 40.0

# PROTOCOL.md: the largest packet, the size of a slot's room, and where in it the test puts requests.
PACKET = 4096
ROOM = 262144
OFFSET = 1000

START = "import sys; sys.path.append(%r); from junicorn_bridge.spawner import main; main()"


def cgi_environ(path="/", method="GET", **more):
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_SOFTWARE": "junicorn/test",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost:8000",
        "wsgi.url_scheme": "http",
    }
    environ.update(more)
    return environ


class SlotPeer:
    """The server's end of one slot."""

    def __init__(self, stream, number=0):
        self.number = number
        self.stream = stream
        self.inbox_end, self.inbox = os.pipe2(os.O_DIRECT | os.O_CLOEXEC)
        # A receiving end stays open here as well: that is how a request is taken back.
        self._taking = os.open("/proc/self/fd/%d" % self.inbox_end, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        self.answers, self._answers_end = os.pipe2(os.O_CLOEXEC)
        self._room = os.memfd_create("room")
        os.ftruncate(self._room, ROOM)
        self._open = (self.inbox_end, self._taking, self.answers, self._room)
        self._decoder = frames.Decoder()
        self._aside = frames.Decoder()
        self._large = []
        self._frames = []
        self._next_id = 1
        stream.settimeout(PATIENCE)

    def pass_ends(self):
        """Give the slot what is its own. Only its end of the answers is closed here: the last one's
        is the end of what can be read."""
        for number in (self.inbox_end, self._answers_end, self._room):
            rights = array.array("i", [number])
            self.stream.sendmsg([b"i"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
        os.close(self._answers_end)

    def request(self, environ=None, body=None, request_id=None):
        """Send a request and return its id."""
        if request_id is None:
            request_id = self._next_id
            self._next_id += 1
        request = marshal.dumps((request_id, environ or cgi_environ(), body), 4)
        if len(request) > PACKET:
            os.pwrite(self._room, request, OFFSET)
            request = marshal.dumps((request_id, (OFFSET, len(request)), None), 4)
        self.put(request)
        return request_id

    def put(self, packet):
        """Put a packet into the inbox as it is."""
        assert os.write(self.inbox, packet) == len(packet) <= PACKET

    def end(self):
        """Send nothing more."""
        if self.inbox >= 0:
            os.close(self.inbox)
            self.inbox = -1

    def take_back(self):
        """The id of a request that the slot has not started, or None."""
        try:
            return marshal.loads(os.read(self._taking, PACKET))[0]
        except BlockingIOError:
            return None

    def await_answer(self):
        """Until there is something to read."""
        if not select.select([self.answers], [], [], PATIENCE)[0]:
            raise TimeoutError("the slot says nothing")

    def frame(self):
        """The next frame, None at the end of the stream."""
        while not self._frames:
            self.await_answer()
            data = os.read(self.answers, 262144)
            if not data:
                return None
            self._frames += self._decoder.feed(data)
        frame = self._frames.pop(0)
        return self._large_frame() if frame.kind == frames.ASIDE else frame

    def _large_frame(self):
        """The next of those that come on the stream."""
        while not self._large:
            self._large += self._aside.feed(self.stream.recv(262144))
        return self._large.pop(0)

    def answer(self):
        """All frames up to the one that ends a request."""
        found = []
        while not found or found[-1].kind not in (
            frames.WHOLE, frames.END, frames.FILE, frames.ERROR, frames.ABORT, frames.LEFT,
        ):
            frame = self.frame()
            if frame is None:
                raise EOFError("the slot has closed its stream after %r" % (found,))
            found.append(frame)
        return found

    def call(self, environ=None, body=None):
        self.request(environ, body)
        return self.answer()

    def close(self):
        """Be gone, as far as the slot can see."""
        self.end()
        self.stream.close()
        ends, self._open = self._open, ()
        for number in ends:
            os.close(number)


class WorkerPeer:
    """What the server knows of one worker."""

    def __init__(self, number, threads, folder):
        self.number = number
        self.threads = threads
        self.slots = {}
        self.control = queue.Queue()  # frames, then None
        self.control_stream = None
        self.watch_stream = None
        self.watch = queue.Queue()  # frames, then None
        self.dumps = []  # what the worker said of its dumps: (signal, descriptor)
        self.lines = queue.Queue()  # of output, then None
        self.board_path = os.path.join(folder, "board-%d" % number)
        self.output_path = os.path.join(folder, "output-%d" % number)
        with open(self.board_path, "wb") as file:
            file.write(bytes(64 * threads))
        with open(self.board_path, "r+b") as file:
            self.board = memoryview(mmap.mmap(file.fileno(), 64 * threads)).cast("Q")
        os.mkfifo(self.output_path)
        threading.Thread(target=self._read_output, daemon=True).start()

    def _read_output(self):
        with open(self.output_path, "r", encoding="utf-8", errors="surrogateescape") as fifo:
            for line in fifo:
                self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def control_frame(self, kind=None):
        frame = self.control.get(timeout=PATIENCE)
        while frame is not None and frame.kind == frames.DUMPS:
            self.dumps.append(frame.meta)
            frame = self.control.get(timeout=PATIENCE)
        if kind is not None and (frame is None or frame.kind != kind):
            raise AssertionError("wanted frame %d, got %r" % (kind, frame))
        return frame

    def wait_ready(self):
        return self.control_frame(frames.READY)

    def tell_watchdog(self, command, slot=0, number=0):
        self.watch_stream.send(struct.pack("<III", ord(command), slot, number))

    def watch_frame(self, kind):
        frame = self.watch.get(timeout=PATIENCE)
        if frame is None or frame.kind != kind:
            raise AssertionError("wanted frame %d, got %r" % (kind, frame))
        return frame

    def stop(self):
        for slot in self.slots.values():
            slot.end()
        self.control_stream.send(b"s")

    def line(self):
        return self.lines.get(timeout=PATIENCE)

    def lines_to_the_end(self):
        return list(iter(self.line, None))

    def close(self):
        for slot in self.slots.values():
            slot.close()
        for stream in (self.control_stream, self.watch_stream):
            if stream is not None:
                stream.close()


class FakeServer:
    """Starts a spawner and talks to it and to its workers."""

    def __init__(self, app, directory, python=sys.executable, python_path=(), environ=None, **settings):
        self.folder = tempfile.mkdtemp(prefix="junicorn-")
        self.workers = {}
        self.events = queue.Queue()
        self.errors = queue.Queue()  # lines
        self._socket_path = os.path.join(self.folder, "workers.sock")
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(self._socket_path)
        self._listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()
        self.spawner = subprocess.Popen(
            [python, "-c", START % BRIDGE],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=directory, env=environ,
        )
        threading.Thread(target=self._read_reports, daemon=True).start()
        self._errors_reader = threading.Thread(target=self._read_errors, daemon=True)
        self._errors_reader.start()
        self.tell(
            server_pid=os.getpid(), socket=self._socket_path, app=app,
            directory=directory, python_path=list(python_path), **settings,
        )

    def tell(self, **command):
        self.spawner.stdin.write(json.dumps(command).encode() + b"\n")
        self.spawner.stdin.flush()

    def event(self, kind=None):
        """The next report of the spawner; with ``kind``, the next of that kind."""
        deadline = time.monotonic() + PATIENCE
        while True:
            event = self.events.get(timeout=max(0.01, deadline - time.monotonic()))
            if kind is None or event is None or event["event"] == kind:
                return event

    def error(self):
        """The next line of the spawner's standard error."""
        return self.errors.get(timeout=PATIENCE)

    def all_errors(self):
        """Every line of the spawner's standard error, once it has ended."""
        self._errors_reader.join(PATIENCE)
        return list(self.errors.queue)

    def fork(self, number=1, threads=1, **more):
        worker = self.workers[number] = WorkerPeer(number, threads, self.folder)
        self.tell(do="fork", worker=number, threads=threads, board=worker.board_path, output=worker.output_path, **more)
        return worker

    def boot(self, number=1, threads=1):
        worker = self.fork(number, threads)
        worker.pid = self.event("forked")["pid"]
        worker.wait_ready()
        return worker

    def leave(self):
        """Be gone, as far as the spawner can see."""
        self.spawner.stdin.close()

    def close(self):
        if not self.spawner.stdin.closed:
            self.spawner.stdin.close()
        self.spawner.wait(PATIENCE)
        self._listener.shutdown(socket.SHUT_RDWR)  # closing alone would not wake accept()
        self._listener.close()
        for worker in self.workers.values():
            worker.close()
        for pipe in (self.spawner.stdout, self.spawner.stderr):
            pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()

    def _read_reports(self):
        try:
            for line in self.spawner.stdout:
                self.events.put(json.loads(line.decode()))
        except ValueError:
            pass  # closed by the end of the test
        self.events.put(None)

    def _read_errors(self):
        try:
            for line in self.spawner.stderr:
                self.errors.put(line.decode())
        except ValueError:
            pass

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._greet(connection)

    def _greet(self, connection):
        decoder = frames.Decoder()
        got = []
        while not got:
            data = connection.recv(65536)
            if not data:
                return
            got = decoder.feed(data)
        hello = got[0]
        worker = self.workers[hello.meta[0]]
        if hello.kind == frames.HELLO_SLOT:
            slot = worker.slots[hello.meta[1]] = SlotPeer(connection, hello.meta[1])
            slot.pass_ends()
            return
        if hello.kind == frames.HELLO_WATCH:
            replaced, worker.watch_stream, frames_of = worker.watch_stream, connection, worker.watch
        else:
            worker.hello = hello
            replaced, worker.control_stream, frames_of = worker.control_stream, connection, worker.control
        if replaced is not None:  # a test has forked the same worker twice
            replaced.close()
        threading.Thread(target=self._read_frames, args=(frames_of, connection, decoder, got[1:]), daemon=True).start()

    def _read_frames(self, frames_of, connection, decoder, got):
        while True:
            for frame in got:
                frames_of.put(frame)
            try:
                data = connection.recv(65536)
            except OSError:
                data = b""
            if not data:
                frames_of.put(None)
                return
            got = decoder.feed(data)


def process_is_gone(pid):
    """Whether the process ends in time. A zombie that waits for its parent has ended."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with open("/proc/%d/stat" % pid) as file:
                if file.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except OSError:
            return True
        time.sleep(0.01)
    return False
