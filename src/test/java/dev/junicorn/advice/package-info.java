@NullMarked
package dev.junicorn.advice;

import org.jspecify.annotations.NullMarked;
