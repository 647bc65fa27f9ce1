package dev.junicorn.server;

import dev.junicorn.channel.WorkerPort;
import dev.junicorn.dispatch.Dispatcher;
import dev.junicorn.http.HttpFrontEnd;
import dev.junicorn.supervisor.Supervisor;
import io.netty.channel.EventLoop;

/**
 * The parts by which a server serves, for those who look at them or tell them what to do.
 *
 * @param loop what the port, the dispatcher and the front end are confined to
 * @param supervisor callable from any thread
 * @param readiness callable from any thread
 */
record ServingParts(
    EventLoop loop,
    WorkerPort port,
    Dispatcher dispatcher,
    HttpFrontEnd front,
    Supervisor supervisor,
    Readiness readiness) {}
