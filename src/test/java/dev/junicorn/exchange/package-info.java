@NullMarked
package dev.junicorn.exchange;

import org.jspecify.annotations.NullMarked;
