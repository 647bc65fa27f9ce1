package dev.junicorn.log;

import dev.junicorn.event.Severity;
import java.util.Optional;

/**
 * What is written where. A target is {@code -} or a file's absolute path.
 *
 * @param access the access log; empty: none; {@code -} is standard output
 * @param accessFormat gunicorn's atoms, or {@code json}
 * @param error the error log; {@code -} is standard error
 * @param level the quietest severity that is written
 */
public record LogSettings(
    Optional<String> access, String accessFormat, String error, Severity level) {}
