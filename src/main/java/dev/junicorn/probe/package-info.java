/**
 * How many requests any HTTP server runs at once, found from outside by the times of its answers.
 * The judgement is pure ({@link dev.junicorn.probe.Estimator}), the requests are Netty's ({@link
 * dev.junicorn.probe.HttpVolleys}), and {@link dev.junicorn.probe.Probe} joins the two.
 *
 * <p>May use: event.
 */
@NullMarked
package dev.junicorn.probe;

import org.jspecify.annotations.NullMarked;
