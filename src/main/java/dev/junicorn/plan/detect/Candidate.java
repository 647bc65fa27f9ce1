package dev.junicorn.plan.detect;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.Framework;
import java.util.Comparator;

/**
 * Something in a Python file that could be the app.
 *
 * @param file where it is
 * @param line 1 is the first; {@link #NO_LINE} for an import
 * @param text the line, shortened
 * @param expression what follows the module's colon: {@code app}, {@code create_app()}
 * @param kind how it came to be
 * @param runsAtImport whether importing its module starts a server of its own and never ends
 */
record Candidate(
    SourceFile file,
    int line,
    String text,
    String expression,
    Framework framework,
    Kind kind,
    Modules.Place place,
    boolean runsAtImport) {

  static final int NO_LINE = 0;

  /** The likeliest first. */
  enum Kind {
    /** An app with something around it: the outermost is what servers are meant to call. */
    WRAPPED,
    OBJECT,
    /** A name that is imported from where the object is. */
    IMPORTED,
    FACTORY,
    /** {@code app = something()}: what it is cannot be seen without running it. */
    GUESS
  }

  /** The nearest folder, App Service's order of files, objects before factories, usual names. */
  static final Comparator<Candidate> ORDER =
      Comparator.comparing(Candidate::runsAtImport)
          .thenComparing((Candidate candidate) -> candidate.kind() == Kind.GUESS)
          .thenComparingInt(candidate -> candidate.file().depth())
          .thenComparing(candidate -> candidate.kind() == Kind.FACTORY)
          .thenComparingInt(
              candidate -> KnownNames.rank(KnownNames.FILES, candidate.file().fileName()))
          .thenComparing(candidate -> candidate.file().path())
          .thenComparing(Candidate::kind)
          .thenComparingInt(
              candidate -> KnownNames.rank(KnownNames.OBJECTS, candidate.expression()))
          .thenComparingInt(Candidate::line);

  String spec() {
    return place.module() + ":" + expression;
  }

  /** {@code app.py:12 `app = Flask(__name__)`}. */
  String where() {
    return line == NO_LINE
        ? file.path() + ", which " + text
        : "%s:%d `%s`".formatted(file.path(), line, text);
  }

  /** Why another one is taken before this one, in the terms of the order. */
  String behind(Candidate first) {
    String taken = first.where() + " comes first: ";
    if (runsAtImport && !first.runsAtImport()) {
      return taken + "importing " + file.fileName() + " runs a server, and never ends";
    }
    if (kind == Kind.GUESS) {
      return taken + "what this makes cannot be seen without running it";
    }
    if (framework == Framework.DASH && first.file().equals(file)) {
      return taken + "it is the Flask app in this one";
    }
    if (first.file().depth() != file.depth()) {
      return taken + "it is nearer to the top of the folder";
    }
    if (first.kind() != kind && kind == Kind.FACTORY) {
      return taken + "an app that is there before a function that makes one";
    }
    if (!first.file().fileName().equals(file.fileName())) {
      return taken
          + "the order is "
          + String.join(", ", KnownNames.FILES.subList(0, 8))
          + ", others";
    }
    if (!first.file().path().equals(file.path())) {
      return taken + "the order of the folders is the alphabet's";
    }
    return first.kind() == Kind.WRAPPED
        ? taken + "it goes around the others"
        : taken
            + "the order is "
            + String.join(", ", KnownNames.OBJECTS)
            + ", others by their lines";
  }

  AppPlan.Rejected rejected(String why) {
    return new AppPlan.Rejected(where(), why);
  }
}
