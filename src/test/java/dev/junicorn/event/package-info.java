@NullMarked
package dev.junicorn.event;

import org.jspecify.annotations.NullMarked;
