package dev.junicorn.build.oryx;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Oryx says about its build in {@code oryx-manifest.toml}. Oryx writes {@code key="value"}
 * lines and escapes nothing, so that a reader of TOML refuses many of them: they are read as they
 * are written.
 */
record OryxManifest(Map<String, String> values) {

  private static final Pattern LINE =
      Pattern.compile("\\s*([A-Za-z][A-Za-z0-9_]*)\\s*=\\s*\"?(.*?)\"?\\s*");

  static OryxManifest parse(String text) {
    Map<String, String> values = new HashMap<>();
    text.lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .forEach(line -> values.put(line.group(1), line.group(2)));
    return new OryxManifest(Map.copyOf(values));
  }

  /** Whether the app is in {@code output.tar.gz} or {@code output.tar.zst}. */
  boolean isPacked() {
    return values.getOrDefault("CompressDestinationDir", "").equalsIgnoreCase("true");
  }

  /** The name of the environment's folder. */
  Optional<String> environment() {
    return Optional.ofNullable(values.get("virtualEnvName")).filter(name -> !name.isEmpty());
  }

  /** The archive of the environment, where it is packed on its own. */
  Optional<String> packedEnvironment() {
    return Optional.ofNullable(values.get("compressedVirtualEnvFile"))
        .filter(name -> !name.isEmpty());
  }
}
