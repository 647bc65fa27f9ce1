/**
 * What builds do with files and folders: fingerprints of them, deleting them, and what goes wrong
 * with them in words.
 *
 * <p>May use: nothing.
 */
@NullMarked
package dev.junicorn.build.disk;

import org.jspecify.annotations.NullMarked;
