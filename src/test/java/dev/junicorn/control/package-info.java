@NullMarked
package dev.junicorn.control;

import org.jspecify.annotations.NullMarked;
