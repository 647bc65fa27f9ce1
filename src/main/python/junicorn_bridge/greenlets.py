"""What apps whose threads are greenlets (gevent, eventlet) need of the thread that they all share."""

import sys


def way_giver(package):
    """What lets the other greenlets of ``package`` run until a descriptor can be read.

    None where that is not known: they then run while a request waits, and at no other time.
    """
    if package == "gevent":
        from gevent.socket import wait_read

        return wait_read
    if package == "eventlet":
        from eventlet.hubs import trampoline

        return lambda descriptor: trampoline(descriptor, read=True)
    return None


def current():
    """The greenlet that calls this, None where nothing has brought greenlets along."""
    greenlet = sys.modules.get("greenlet")
    return None if greenlet is None else greenlet.getcurrent()


def renew():
    """In a fork: give the loops in which greenlets wait an epoll of their own, if the import has used one.

    The descriptor came along, and workers that share it hear of each other's sockets.
    """
    gevent = sys.modules.get("gevent")
    if gevent is not None:
        gevent.reinit()
    hubs = sys.modules.get("eventlet.hubs")
    if hubs is not None:
        _renew(hubs.get_hub())


def _renew(hub):
    """Where one of eventlet's uses epoll, have it use another, for the same descriptors."""
    epoll = getattr(hub, "poll", None)
    if hasattr(epoll, "fileno"):
        hub.poll = type(epoll)()
        for listeners in hub.listeners.values():
            for descriptor in list(listeners):
                hub.register(descriptor)
