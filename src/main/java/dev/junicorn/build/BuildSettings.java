package dev.junicorn.build;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a build is told beside the plan.
 *
 * @param environment the process's environment; {@code PIP_*} and {@code UV_*} reach the tools
 * @param offline whether the tools must not use the network
 * @param findLinks folders with wheels and source archives, absolute; looked at before the index
 * @param force build even where nothing has changed
 * @param version this program's version: another one builds again
 */
public record BuildSettings(
    Map<String, String> environment,
    boolean offline,
    List<Path> findLinks,
    boolean force,
    String version) {}
