/**
 * Events as numbers: for Prometheus, which asks, and for StatsD, which is told. One thread of its
 * own does everything; {@link dev.junicorn.metrics.Metrics#publish} only puts the event into a
 * bounded queue, so neither a slow scraper nor a dead StatsD costs a request anything.
 *
 * <p>May use: exchange, event, posix, observation.
 */
@NullMarked
package dev.junicorn.metrics;

import org.jspecify.annotations.NullMarked;
