"""Runs a command for which the system refuses one call, as a sandbox would.

    refusing.py CALL COMMAND ...

It and all that it starts get EPERM, by a filter of system calls (seccomp(2)), which needs no
privilege.
"""

import ctypes
import os
import platform
import struct
import sys

# The number of each call, on x86-64 and on arm64.
CALLS = {
    "pipe2": (293, 59),
    "memfd_create": (319, 279),
    "sendfile": (40, 71),
    "timerfd_create": (283, 85),
    "eventfd2": (290, 19),
    "mknodat": (259, 33),
    "socket": (41, 198),
}

# The steps of a classic BPF program over struct seccomp_data, and where that has what.
LOAD = 0x20
EQUAL = 0x15
HAS_BITS = 0x45
RETURN = 0x06
NUMBER_AT = 0
FIRST_ARGUMENT_AT = 16
SECOND_ARGUMENT_AT = 24
ALLOW = 0x7FFF0000
REFUSE = 0x00050000 | 1

# Of calls that everybody needs, one use only: O_DIRECT, whose bit depends on the machine, AF_UNIX.
USES = {
    "pipe2": (SECOND_ARGUMENT_AT, HAS_BITS, (0o40000, 0o200000)),
    "socket": (FIRST_ARGUMENT_AT, EQUAL, (1, 1)),
}

PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38
FILTER = 2

class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


def steps(call):
    machine = 1 if platform.machine() == "aarch64" else 0
    checks = []
    if call in USES:
        offset, comparison, values = USES[call]
        checks = [(LOAD, 0, 0, offset), (comparison, 0, 1, values[machine])]
    program = [
        (LOAD, 0, 0, NUMBER_AT),
        (EQUAL, 0, len(checks) + 1, CALLS[call][machine]),
        *checks,
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
    ]
    return [struct.pack("HBBI", *step) for step in program]


def refuse(call):
    program = steps(call)
    libc = ctypes.CDLL(None, use_errno=True)
    filter = Program(len(program), b"".join(program))
    if (
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
        or libc.prctl(PR_SET_SECCOMP, FILTER, ctypes.byref(filter), 0, 0) != 0
    ):
        raise OSError(ctypes.get_errno(), "no filter of system calls can be set")


refuse(sys.argv[1])
os.execvp(sys.argv[2], sys.argv[2:])
