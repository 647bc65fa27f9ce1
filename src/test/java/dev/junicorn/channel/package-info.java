@NullMarked
package dev.junicorn.channel;

import org.jspecify.annotations.NullMarked;
