/**
 * Apps that Microsoft's Oryx has built: its manifest, and its archives, which are unpacked with
 * care.
 *
 * <p>May use: event, plan, build.disk.
 */
@NullMarked
package dev.junicorn.build.oryx;

import org.jspecify.annotations.NullMarked;
