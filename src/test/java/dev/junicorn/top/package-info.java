@NullMarked
package dev.junicorn.top;

import org.jspecify.annotations.NullMarked;
