package dev.junicorn.doctor;

import java.util.Optional;
import java.util.Set;

/** One thing that can be wrong, and how it is recognised. Without state: safe on any thread. */
interface Rule {

  /** The code of its finding. */
  String code();

  /** Codes of what is but a consequence of this: not shown beside it. */
  default Set<String> explains() {
    return Set.of();
  }

  /** The finding, if it is so. A size that it names is {@link Signs#prescription}. */
  Optional<Finding> examine(Signs signs);
}
