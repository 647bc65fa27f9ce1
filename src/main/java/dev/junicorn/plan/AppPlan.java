package dev.junicorn.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What would be built and run for a folder, and why. Every value keeps its source: {@code found in
 * app.py:12 `app = Flask(__name__)`}, {@code requirements.txt}, {@code default}.
 *
 * @param folder the folder that was looked at, absolute
 * @param rejected what could have been started, in the order in which it was found, with the reason
 *     why it is not
 * @param environment the virtual environment to make and to use; empty where nothing is to be
 *     installed and none is there
 * @param steps what a build does, in this order; empty where there is nothing to do
 * @param sizing workers, threads, and the sentences that say why
 * @param warnings sentences: what will probably go wrong, and what to do
 */
public record AppPlan(
    Path folder,
    Start start,
    List<Rejected> rejected,
    Interpreter interpreter,
    Dependencies dependencies,
    Optional<Environment> environment,
    List<BuildStep> steps,
    Sizing sizing,
    List<String> warnings) {

  /** The same with what is known of its start. */
  public AppPlan starting(Start known, Sizing sized, List<String> allWarnings) {
    return new AppPlan(
        folder,
        known,
        rejected,
        interpreter,
        dependencies,
        environment,
        steps,
        sized,
        List.copyOf(allWarnings));
  }

  /**
   * The same after a build that was made before.
   *
   * @param left the steps that are to be done again
   * @param why what has changed, or that nothing has
   */
  public AppPlan built(List<BuildStep> left, String why) {
    return new AppPlan(
        folder,
        start,
        rejected,
        interpreter,
        dependencies,
        environment.map(one ->
            new Environment(
                new Sourced<>(
                    one.folder().value(),
                    (one.exists() ? one.folder().source() : "it is there") + "; " + why),
                true)),
        List.copyOf(left),
        sizing,
        warnings);
  }

  /**
   * The environment that the app runs with. Empty where it runs with the interpreter itself: there
   * is none, or there is nothing to do and the user has named a Python.
   */
  public Optional<Environment> appEnvironment() {
    boolean isNamed =
        interpreter.path().filter(path -> path.source().equals(PythonSearch.NAMED)).isPresent();
    boolean nothingToDo = steps.isEmpty() && dependencies.installer().value() == Installer.NONE;
    return isNamed && nothingToDo ? Optional.empty() : environment;
  }

  /** What is started. */
  public sealed interface Start {}

  /**
   * An app that Junicorn serves.
   *
   * @param framework what it is written with
   * @param spec {@code module:object} or {@code module:factory()}, as for {@code junicorn APP}
   * @param directory the working directory, first on {@code sys.path}; absolute, in the folder
   * @param pythonPath more folders for {@code sys.path}, absolute; those of a {@code src} layout
   * @param options what the environment and the user ask of the server
   */
  public record App(
      Sourced<Framework> framework,
      Sourced<String> spec,
      Path directory,
      List<Path> pythonPath,
      AppliedOptions options)
      implements Start {}

  /**
   * A command that somebody wrote down. It is exclusive: nothing else is tried where it fails.
   *
   * @param command a line for {@code sh}
   * @param reading what {@code junicorn up} does about it; empty as long as nobody has read it
   */
  public record Command(Sourced<String> command, Optional<Reading> reading) implements Start {}

  /** What {@code junicorn up} does about a command. */
  public sealed interface Reading {}

  /**
   * It is gunicorn's: Junicorn serves the app with the same options.
   *
   * @param spec {@code module:object}
   * @param directory the working directory, absolute
   * @param python the interpreter that runs the app
   * @param variables the names of those that the command sets for the app
   * @param options those that count
   */
  public record Served(
      String spec,
      Path directory,
      Sourced<Path> python,
      List<String> variables,
      AppliedOptions options)
      implements Reading {}

  /**
   * It is run by a shell, and Junicorn serves nothing.
   *
   * @param why to follow "because"
   */
  public record RunAsItIs(String why) implements Reading {}

  /**
   * It is refused, and nothing is started.
   *
   * @param why sentences, with what to do
   */
  public record Refused(String why) implements Reading {}

  /**
   * The server's options that the app is served with, beside those that the plan shows elsewhere.
   *
   * @param options {@code --timeout=600}, with where it stood
   * @param passedOver options that were given and do not count, with the reason
   */
  public record AppliedOptions(List<Sourced<String>> options, List<Rejected> passedOver) {

    /** None were given. */
    public static final AppliedOptions NONE = new AppliedOptions(List.of(), List.of());
  }

  /**
   * No app was found, or none that can be served.
   *
   * @param pythonFiles how many Python files were seen; 0 means that this is no Python app
   * @param why a sentence
   * @param remedy a sentence
   */
  public record Nothing(int pythonFiles, String why, String remedy) implements Start {}

  /**
   * Something that looks like an app and is not started.
   *
   * @param what {@code other.py:3 `api = Flask(__name__)`}, {@code Procfile:2 `worker: rq worker`}
   * @param why a sentence
   */
  public record Rejected(String what, String why) {}

  /**
   * The interpreter that makes the environment, and runs the app where there is none.
   *
   * @param path empty where none is installed
   * @param found its version: {@code 3.11.2}; empty where there is no interpreter
   * @param wanted a version or a PEP 440 specifier: {@code 3.12}, {@code >=3.10,<4}; empty where
   *     nobody asks for one
   * @param fits whether what was found is what is wanted
   */
  public record Interpreter(
      Optional<Sourced<Path>> path,
      Optional<String> found,
      Optional<Sourced<String>> wanted,
      boolean fits) {}

  /**
   * Where the dependencies are declared, and what installs them.
   *
   * @param installer the tool and the way, with the reason
   * @param file the file that decides, relative to the folder; empty for {@link Installer#NONE}
   * @param requirements the list itself where there is no file that a tool could read; PEP 508
   * @param passedOver other files that declare dependencies, with the reason why they are not used
   */
  public record Dependencies(
      Sourced<Installer> installer,
      Optional<Path> file,
      List<String> requirements,
      List<Rejected> passedOver) {}

  /**
   * A virtual environment.
   *
   * @param folder absolute
   * @param exists whether the folder is there already
   */
  public record Environment(Sourced<Path> folder, boolean exists) {}

  /**
   * One step of a build.
   *
   * @param argv the command; a first word {@code python} means the environment's interpreter, and a
   *     first word {@code sh} a line that the user wrote. For {@link Step#CREATE_ENVIRONMENT}
   *     {@code python} means the interpreter of the plan
   * @param directory where it runs, absolute
   * @param source why it is there
   */
  public record BuildStep(Step step, List<String> argv, Path directory, String source) {}

  /** The kinds of steps, in the order in which a build does them. */
  public enum Step {
    PRE_BUILD,
    CREATE_ENVIRONMENT,
    INSTALL,
    COLLECT_STATIC,
    COMPILE,
    POST_BUILD
  }
}
