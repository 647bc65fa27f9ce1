@NullMarked
package dev.junicorn.worker;

import org.jspecify.annotations.NullMarked;
