package dev.junicorn.autosize;

import dev.junicorn.advice.Prediction;
import dev.junicorn.observation.Now;

/** Workers, and threads of each. */
public record Size(int workers, int threads) {

  static Size of(Now now) {
    return new Size(now.workersWanted(), now.threads());
  }

  static Size of(Prediction option) {
    return new Size(option.workers(), option.threads());
  }

  /** As it is asked for. */
  String options() {
    return "--workers " + workers + " --threads " + threads;
  }
}
