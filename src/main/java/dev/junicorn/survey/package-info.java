/**
 * Finds out what a plan needs to know: what is in the app's folder, by Python's own parser in a
 * process of its own, and which interpreters are installed. Nothing of the app is imported or run.
 *
 * <p>May use: event, plan.
 */
@NullMarked
package dev.junicorn.survey;

import org.jspecify.annotations.NullMarked;
