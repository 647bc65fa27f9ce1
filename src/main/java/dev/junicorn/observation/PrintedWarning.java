package dev.junicorn.observation;

/**
 * A warning of Python's that the app printed in the last quarter of an hour.
 *
 * @param text the line, numbers left out where they differ; 200 characters at most
 * @param count how often, since the app was loaded
 */
public record PrintedWarning(String text, long count) {}
