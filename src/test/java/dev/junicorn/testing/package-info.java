/** Hand-written stand-ins shared by the unit tests. */
@NullMarked
package dev.junicorn.testing;

import org.jspecify.annotations.NullMarked;
