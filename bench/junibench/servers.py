"""The servers that are compared, and the command that starts each: as its users would, access log off."""

import os
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

BENCH = Path(__file__).resolve().parent.parent
BACKLOG = 1024  # uWSGI's own default of 100 would refuse the 256 connections: give every server room


@dataclass(frozen=True)
class Server:
    name: str
    about: str
    packages: str  # what to install where the program is missing

    def command(self, app, shape, port, settings):
        build = {"junicorn": junicorn, "gunicorn": gunicorn, "uwsgi": uwsgi_socket, "uwsgi-router": uwsgi_router}[self.name]
        return build(f"apps:{app}", shape, f"127.0.0.1:{port}", settings) + settings.extra.get(self.name, [])

    def missing(self, settings):
        """Why this server cannot run here, or None."""
        program = {"junicorn": settings.junicorn, "gunicorn": settings.gunicorn}.get(self.name, "uwsgi")
        if shutil.which(program):
            return None
        if self.name == "junicorn":
            return f"{self.name} is left out: no program {program} (build it, or give --junicorn PATH)"
        return f"{self.name} is left out: no {program} here; Debian: apt-get install {self.packages}"


@dataclass(frozen=True)
class Settings:
    """Where the programs are, and what to add to their commands (by server name)."""

    junicorn: str = str(BENCH.parent / "junicorn")
    gunicorn: str = "gunicorn"
    extra: dict = None

    def __post_init__(self):
        object.__setattr__(self, "extra", {name: shlex.split(text) for name, text in (self.extra or {}).items()})


SERVERS = {
    s.name: s
    for s in (
        Server("junicorn", "this one", "openjdk-25-jre-headless"),
        Server("gunicorn", "gthread workers", "gunicorn python3-flask"),
        Server("uwsgi", "its own HTTP/1.1 socket: a connection stays with one thread", "uwsgi uwsgi-plugin-python3"),
        Server("uwsgi-router", "its HTTP router in front", "uwsgi uwsgi-plugin-python3"),
    )
}


def junicorn(app, shape, address, settings):
    program = str(Path(shutil.which(settings.junicorn) or settings.junicorn).resolve())
    return [program, f"--bind={address}", "--timeout", "600", *as_gunicorn(shape), app]


def gunicorn(app, shape, address, settings):
    # gthread by name: with one thread gunicorn would choose its sync worker, which has no keep-alive.
    return [settings.gunicorn, f"--bind={address}", "--timeout", "600", "--worker-class", "gthread",
            "--backlog", str(BACKLOG), *as_gunicorn(shape), app]


def as_gunicorn(shape):
    return ["--threads", str(shape.threads), "--workers", str(shape.workers)]


def uwsgi_socket(app, shape, address, settings):
    return ["uwsgi", "--plugins", "python3", "--http11-socket", address, *as_uwsgi(app, shape)]


def uwsgi_router(app, shape, address, settings):
    # Keep-alive towards the client only (checked): the router opens a connection to a worker for every request.
    return ["uwsgi", "--plugins", "http,python3", "--http", address, "--http-keepalive", *as_uwsgi(app, shape)]


def as_uwsgi(app, shape):
    return ["--master", "--die-on-term", "--need-app", "--disable-logging", "--listen", str(BACKLOG),
            "--enable-threads", "--processes", str(shape.workers), "--threads", str(shape.threads), "--module", app]


def environment(app):
    """The same interpreter for all: Debian's, the one its gunicorn and uWSGI are built for."""
    return {**os.environ, "BENCH_APP": app, "PATH": "/usr/bin:" + os.environ.get("PATH", "/bin"), "PYTHONDONTWRITEBYTECODE": "1"}
