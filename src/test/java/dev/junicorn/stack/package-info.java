@NullMarked
package dev.junicorn.stack;

import org.jspecify.annotations.NullMarked;
