package dev.junicorn.plan;

import java.nio.file.Path;

/**
 * How many processes the kernel's out-of-memory killer has ended.
 *
 * @param count since the group was made, or the machine was started
 * @param source the file that says so
 */
public record OomKills(long count, Path source) {}
