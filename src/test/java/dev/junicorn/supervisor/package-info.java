@NullMarked
package dev.junicorn.supervisor;

import org.jspecify.annotations.NullMarked;
