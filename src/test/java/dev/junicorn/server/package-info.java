@NullMarked
package dev.junicorn.server;

import org.jspecify.annotations.NullMarked;
