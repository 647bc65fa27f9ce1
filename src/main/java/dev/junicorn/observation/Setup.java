package dev.junicorn.observation;

import java.util.List;

/**
 * What the server was told and where it runs. Times in seconds, sizes in bytes; 0 is "no limit"
 * where the option says so.
 *
 * @param app the app's spec, {@code module:object}
 * @param binds as they would be written behind {@code --bind}
 * @param workersAuto whether the number of workers was left to the server
 * @param threadsAuto whether the number of threads was left to the server
 * @param cores what may be used of the processors, by affinity and quota; 0.5 is half of one
 * @param memory what may be used in all, by the machine and the cgroup; 0 where unknown
 * @param fileLimit how many descriptors the server may have open
 * @param platform {@code Azure App Service}; empty where none was recognised
 * @param folder the app's, absolute; empty where the server was started in it
 */
public record Setup(
    String version,
    String app,
    List<String> binds,
    boolean workersAuto,
    boolean threadsAuto,
    double cores,
    long memory,
    double timeout,
    double gracefulTimeout,
    double keepAlive,
    double queueTimeout,
    int queueLimit,
    long maxRequestBody,
    int maxRequests,
    long maxWorkerMemory,
    int fileLimit,
    boolean preload,
    boolean reload,
    String platform,
    String folder) {}
