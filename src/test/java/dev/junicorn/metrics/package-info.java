@NullMarked
package dev.junicorn.metrics;

import org.jspecify.annotations.NullMarked;
