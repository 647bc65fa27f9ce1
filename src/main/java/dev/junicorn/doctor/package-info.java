/**
 * What is wrong with a server, concluded from what was seen: findings with cause, evidence and fix.
 * Pure: observations in, findings out.
 *
 * <p>May use: exchange, event, observation, plan, stack.
 */
@NullMarked
package dev.junicorn.doctor;

import org.jspecify.annotations.NullMarked;
