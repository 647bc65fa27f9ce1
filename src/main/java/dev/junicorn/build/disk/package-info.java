/**
 * What builds do with files and folders: fingerprints of them, and deleting them.
 *
 * <p>May use: nothing.
 */
@NullMarked
package dev.junicorn.build.disk;

import org.jspecify.annotations.NullMarked;
