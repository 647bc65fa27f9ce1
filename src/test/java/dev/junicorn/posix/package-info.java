@NullMarked
package dev.junicorn.posix;

import org.jspecify.annotations.NullMarked;
