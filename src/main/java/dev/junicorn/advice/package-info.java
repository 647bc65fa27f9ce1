/**
 * Sizing from what was seen: replays recorded requests with other numbers of workers and threads.
 * Pure.
 *
 * <p>May use: exchange, observation, doctor, plan.
 */
@NullMarked
package dev.junicorn.advice;

import org.jspecify.annotations.NullMarked;
