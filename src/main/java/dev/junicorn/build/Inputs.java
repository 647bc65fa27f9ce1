package dev.junicorn.build;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a build depends on: for each thing a name that people know and a fingerprint of its state.
 *
 * @param environment what decides about the virtual environment
 * @param app what decides about the steps in the app's own folder
 */
record Inputs(Map<String, String> environment, Map<String, String> app) {

  /**
   * What a finished build was made from.
   *
   * @param before the inputs as its steps have found them: what somebody has edited since counts as
   *     changed
   * @param after the inputs now, for what the steps themselves have made
   */
  static Inputs used(Inputs before, Inputs after) {
    Map<String, String> environment = new TreeMap<>(after.environment());
    before
        .environment()
        .forEach((name, state) -> {
          if (!name.equals(InputReader.INTERPRETER) && !name.equals(InputReader.SOURCE)) {
            environment.put(name, state);
          }
        });
    return new Inputs(environment, after.app());
  }
}
