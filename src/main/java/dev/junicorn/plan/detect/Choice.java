package dev.junicorn.plan.detect;

import dev.junicorn.plan.Framework;
import dev.junicorn.plan.Sourced;

/**
 * An app that was decided for. Folders are relative, with slashes; empty for the top.
 *
 * @param spec {@code module:object}
 * @param directory the working directory
 * @param extraPath another folder for {@code sys.path}; the same as the directory where there is
 *     none
 */
record Choice(
    Sourced<Framework> framework, Sourced<String> spec, String directory, String extraPath) {

  /** A src layout keeps the top as the working directory: data files are named from there. */
  static Choice of(Candidate candidate, String source) {
    String root = candidate.place().root();
    boolean isSourceFolder = root.equals("src") || root.endsWith("/src");
    return new Choice(
        new Sourced<>(candidate.framework(), candidate.where()),
        new Sourced<>(candidate.spec(), source),
        isSourceFolder ? Modules.parent(root) : root,
        root);
  }
}
