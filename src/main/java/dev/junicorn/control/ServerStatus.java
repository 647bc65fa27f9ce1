package dev.junicorn.control;

import dev.junicorn.observation.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server in one look.
 *
 * @param app the app's spec, {@code module:object}
 * @param state {@code starting}, {@code ready}, {@code draining} or {@code stopping}
 * @param ready whether a load balancer should send requests
 * @param generation how often the app has been loaded, from 1
 * @param refused the last reload, where that was refused; null where the newest code serves
 * @param workersWanted how many workers there should be
 * @param workersReady how many take requests
 * @param threads how many slots each worker should have
 * @param grows whether the server may add workers and threads by itself
 * @param running requests that a slot has
 * @param waiting requests in the wait queue
 * @param queueLimit how many may wait ({@code --queue-limit})
 * @param oldestWaitingSeconds how long the first in the queue has waited; 0 where none waits
 * @param slots those of the workers that take requests
 * @param busySlots how many of these run a request
 * @param groups every worker, like ones together: what there is while a size is on its way
 */
public record ServerStatus(
    String version,
    long pid,
    String app,
    String state,
    boolean ready,
    double uptimeSeconds,
    List<String> addresses,
    int generation,
    @Nullable Refused refused,
    int workersWanted,
    int workersReady,
    int threads,
    boolean grows,
    int running,
    int waiting,
    int queueLimit,
    double oldestWaitingSeconds,
    int slots,
    int busySlots,
    List<WorkerGroup> groups) {}
