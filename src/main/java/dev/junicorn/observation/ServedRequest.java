package dev.junicorn.observation;

import dev.junicorn.exchange.TimeSplit;

/**
 * One request that has ended.
 *
 * @param endedMillis when, since 1970
 * @param arrivedNanos when it was whole, on a clock of its own: only differences mean something
 * @param id its {@code X-Request-Id}; empty where there is none
 * @param path without the query, {@value #LONGEST_PATH} characters at most
 * @param route its group: keys in the path are placeholders
 * @param status what the client was sent; 0 where nothing was
 * @param pid the worker's; 0 where it never had one
 * @param failure why the server answered itself, in the words of the metrics; empty where the app
 *     did
 */
public record ServedRequest(
    long endedMillis,
    long arrivedNanos,
    String id,
    String method,
    String path,
    String route,
    int status,
    int pid,
    long bodyBytes,
    String failure,
    TimeSplit split) {

  static final int LONGEST_PATH = 200;
}
