@NullMarked
package dev.junicorn.observation;

import org.jspecify.annotations.NullMarked;
