@NullMarked
package dev.junicorn.probe;

import org.jspecify.annotations.NullMarked;
