@NullMarked
package dev.junicorn.protocol;

import org.jspecify.annotations.NullMarked;
