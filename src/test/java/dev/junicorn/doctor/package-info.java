@NullMarked
package dev.junicorn.doctor;

import org.jspecify.annotations.NullMarked;
