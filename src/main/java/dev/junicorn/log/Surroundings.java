package dev.junicorn.log;

import java.io.OutputStream;
import java.time.InstantSource;
import java.time.ZoneId;

/**
 * What the logs need from outside.
 *
 * @param out standard output
 * @param err standard error
 * @param clock stamps the lines
 * @param zone whose time is written; gunicorn writes local time
 * @param pid the server's, for lines that are not a worker's
 */
public record Surroundings(
    OutputStream out, OutputStream err, InstantSource clock, ZoneId zone, long pid) {}
