/**
 * Another size while the server runs, where that was left to it: when to ask for advice, which step
 * to take, and whether it has helped. Pure.
 *
 * <p>May use: observation, doctor, advice, plan.
 */
@NullMarked
package dev.junicorn.autosize;

import org.jspecify.annotations.NullMarked;
