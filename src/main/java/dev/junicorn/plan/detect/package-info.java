/**
 * From what Python's parser saw in a folder to an {@link dev.junicorn.plan.AppPlan}: which app,
 * which interpreter, which dependencies, which steps. Pure: facts in, decisions with reasons out.
 * The facts come from {@code junicorn_detect}, by way of {@code survey}.
 */
@NullMarked
package dev.junicorn.plan.detect;

import org.jspecify.annotations.NullMarked;
