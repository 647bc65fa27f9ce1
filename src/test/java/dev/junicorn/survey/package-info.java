@NullMarked
package dev.junicorn.survey;

import org.jspecify.annotations.NullMarked;
