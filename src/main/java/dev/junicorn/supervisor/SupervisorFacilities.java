package dev.junicorn.supervisor;

import dev.junicorn.event.EventSink;

/**
 * What all parts of the supervisor share.
 *
 * @param own the thread that they are confined to, and its clock
 * @param loop the dispatch loop, and what is confined to that
 */
public record SupervisorFacilities(
    SupervisorSettings settings, SupervisorThread own, DispatchLoop loop, EventSink events) {}
