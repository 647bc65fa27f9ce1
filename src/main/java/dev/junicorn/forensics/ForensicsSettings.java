package dev.junicorn.forensics;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What forensics works with.
 *
 * @param folder where reports go ({@code --crash-dir}); empty for events only
 * @param root {@code /}: where {@code proc} and {@code sys} are
 * @param version the server's
 */
public record ForensicsSettings(Optional<Path> folder, Path root, String version) {}
