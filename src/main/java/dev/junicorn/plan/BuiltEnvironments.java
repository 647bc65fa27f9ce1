package dev.junicorn.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a build puts the virtual environments that it makes, below the app's folder. The plan's
 * name for one ({@code antenv}) is a link to it; any other environment is the user's own.
 */
public final class BuiltEnvironments {

  /** The folder of everything that builds keep, below the app's. */
  public static final String WORKSHOP = ".junicorn";

  /**
   * Where the link is while an environment that does not work has the name {@code antenv}; relative
   * to the app's folder.
   */
  public static final String ASIDE = WORKSHOP + "/antenv";

  private static final String ENVIRONMENTS = "environments";

  private BuiltEnvironments() {}

  /** The folder of the environments in a workshop. */
  public static Path in(Path workshop) {
    return workshop.resolve(ENVIRONMENTS);
  }

  /** Whether an environment was made by a build, and may be made again by another. */
  public static boolean isBuilt(Path environment, Path app) {
    return Files.isSymbolicLink(environment)
        && target(environment).startsWith(in(app.resolve(WORKSHOP)));
  }

  /** What the link leads to; the path itself where it is no link (any more). */
  public static Path target(Path link) {
    try {
      return link.resolveSibling(Files.readSymbolicLink(link)).normalize();
    } catch (IOException e) {
      return link;
    }
  }
}
