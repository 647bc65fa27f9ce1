"""Runs a command in a terminal of 80 x 24: waits for a text, presses a key, waits for the end.

    in_terminal.py TEXT KEYS COMMAND...

KEYS may also be SIGTERM, which the command is then sent instead.

Prints what the command wrote, and then whether the terminal is as it was before. Ends with the command's exit code.
"""

import fcntl
import os
import pty
import signal
import struct
import sys
import termios


def main(text, keys, command):
    signal.alarm(150)  # whatever hangs, a test does not
    terminal, inside = pty.openpty()
    fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    before = termios.tcgetattr(inside)
    child = os.fork()
    if child == 0:
        take(inside)
        os.execv(command[0], command)
    seen = b""
    while text.encode() not in seen:
        seen += os.read(terminal, 65536)
    is_raw = termios.tcgetattr(inside) != before
    if keys == "SIGTERM":
        os.kill(child, signal.SIGTERM)
    else:
        os.write(terminal, keys.encode())
    while b"\x1b[?1049l" not in seen:
        seen += os.read(terminal, 65536)
    status = os.waitpid(child, 0)[1]
    sys.stdout.write(seen.decode())
    print("\nraw while it ran: %s, restored: %s" % (is_raw, termios.tcgetattr(inside) == before))
    return os.waitstatus_to_exitcode(status)


def take(inside):
    os.setsid()
    fcntl.ioctl(inside, termios.TIOCSCTTY, 0)
    for standard in range(3):
        os.dup2(inside, standard)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
