package dev.junicorn.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The process's entry: takes the outside in, and ends the process. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    JunicornCommand command =
        new JunicornCommand(
            System.getenv(),
            Path.of("").toAbsolutePath(),
            Path.of("/"),
            version(),
            out,
            err,
            launcher(out));
    System.exit(command.run(args));
  }

  /** The one place where the command meets the server. */
  private static Launcher launcher(PrintWriter out) {
    return (plan, notes) -> {
      notes.forEach(out::println);
      out.println(plan);
      return ExitCode.OK.code();
    };
  }

  private static String version() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
