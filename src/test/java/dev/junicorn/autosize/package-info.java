@NullMarked
package dev.junicorn.autosize;

import org.jspecify.annotations.NullMarked;
