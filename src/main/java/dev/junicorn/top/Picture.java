package dev.junicorn.top;

import dev.junicorn.doctor.Finding;
import dev.junicorn.observation.Observation;
import java.util.List;

/**
 * What a server was seen to do, and what is wrong with it.
 *
 * @param pid the server's process id
 * @param findings the worst first
 */
public record Picture(long pid, Observation seen, List<Finding> findings) {}
