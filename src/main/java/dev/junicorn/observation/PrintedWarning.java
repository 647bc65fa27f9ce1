package dev.junicorn.observation;

/**
 * A text that the app printed and that calls itself a warning.
 *
 * @param text the line, numbers left out where they differ; 200 characters at most
 * @param count how often, since the server started
 */
public record PrintedWarning(String text, long count) {}
