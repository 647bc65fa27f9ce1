@NullMarked
package dev.junicorn.forensics;

import org.jspecify.annotations.NullMarked;
