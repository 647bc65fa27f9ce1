package dev.junicorn.plan.detect;

import dev.junicorn.plan.Sourced;
import java.nio.file.Path;

/**
 * An interpreter that is there and answers.
 *
 * @param path with where it was found
 * @param isFixed whether it is the only one that can be used: it was named, or belongs to a virtual
 *     environment
 */
public record Installed(Sourced<Path> path, PythonVersion version, boolean isFixed) {}
