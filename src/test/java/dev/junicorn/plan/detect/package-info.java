@NullMarked
package dev.junicorn.plan.detect;

import org.jspecify.annotations.NullMarked;
