package dev.junicorn.cli;

import dev.junicorn.build.oryx.OryxOutput;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;

/** {@code junicorn up [DIR]}: from a folder to a running app. */
record UpCommand(Launcher launcher) implements Subcommand {

  @Override
  public String name() {
    return "up";
  }

  @Override
  public String summary() {
    return "find the app in a folder, build its environment, and serve it";
  }

  @Override
  public int run(List<String> args, Outside outside) {
    UpRequest request = UpRequest.read(args, outside);
    if (request.help()) {
      new CommandLine(new UpOptions()).usage(outside.out());
      return ExitCode.OK.code();
    }
    return new Up(request.in(appOf(request, outside)), outside, launcher).run();
  }

  /** The folder with the app: what Oryx has packed is unpacked, or was before. */
  private static Path appOf(UpRequest request, Outside outside) {
    return OryxOutput.in(request.folder())
        .map(output -> output.app(outside.temporaryFolder(), outside::say))
        .orElse(request.folder());
  }
}
