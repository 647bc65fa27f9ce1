/** Tests of the package of the same name. */
@NullMarked
package dev.junicorn.configfile;

import org.jspecify.annotations.NullMarked;
