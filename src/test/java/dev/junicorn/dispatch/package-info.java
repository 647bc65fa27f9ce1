@NullMarked
package dev.junicorn.dispatch;

import org.jspecify.annotations.NullMarked;
