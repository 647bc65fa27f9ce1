package dev.junicorn.exchange;

/**
 * Where the app is mounted.
 *
 * @param scriptName {@code SCRIPT_NAME}, one char per byte; empty at the root
 */
public record Mount(String scriptName) {

  /** The app has all paths. */
  public static final Mount ROOT = new Mount("");

  /** A mount as the operator wrote it. */
  public static Mount at(String scriptName) {
    return new Mount(Tunnel.of(scriptName));
  }

  /** {@code PATH_INFO}: the path without the mount, or all of it where it is not below. */
  public String below(String path) {
    int mount = scriptName.length();
    boolean below =
        path.startsWith(scriptName) && (path.length() == mount || path.charAt(mount) == '/');
    return below ? path.substring(mount) : path;
  }
}
