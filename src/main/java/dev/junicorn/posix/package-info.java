/**
 * The few POSIX calls that Java lacks, through the foreign function API: pipes, also of packets,
 * shared memory, non-blocking datagrams, unlinked temporary files, FIFOs, signals, orphans. Linux
 * only.
 *
 * <p>May use: nothing.
 */
@NullMarked
package dev.junicorn.posix;

import org.jspecify.annotations.NullMarked;
