@NullMarked
package dev.junicorn.console;

import org.jspecify.annotations.NullMarked;
