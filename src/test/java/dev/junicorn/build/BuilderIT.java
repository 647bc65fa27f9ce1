package dev.junicorn.build;

import static dev.junicorn.build.Outcomes.built;
import static dev.junicorn.build.Outcomes.environment;
import static dev.junicorn.build.Outcomes.upToDate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.plan.AppPlan.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Builds with a real interpreter and a real pip, from wheels made here: what is built, and when
 * again.
 */
class BuilderIT {

  @TempDir Path temporary;

  private Workbench bench() {
    return new Workbench(temporary.resolve("app"));
  }

  @Test
  void buildsOnceAndFindsItDoneThen() {
    Workbench bench = bench().requirements("spam==1.0\n").withPip();
    bench.wheels.wheel("spam", "1.0");
    BuildOutcome.Built built = built(bench.build());
    assertThat(bench.version(bench.link(), "spam")).isEqualTo("1.0");
    assertThat(built.why()).contains("no complete build");
    assertThat(bench.said).anyMatch(line -> line.startsWith("[2/2] install: python -m pip"));
    assertThat(bench.printed).anyMatch(line -> line.contains("Successfully installed spam-1.0"));

    bench.printed.clear();
    BuildOutcome.UpToDate second = upToDate(bench.build());
    assertThat(bench.printed).isEmpty();
    assertThat(second.environment()).isEqualTo(built.environment());
    assertThat(second.why()).contains("requirements.txt", "the interpreter");
    assertThat(second.buildTook().toMillis()).isEqualTo(built.took().toMillis());
  }

  @Test
  void whatTheInterpreterHasIsNotInstalledAgainWhereTheUserSaysSo() {
    Workbench bench = bench().requirements("flask\n").withPip().systemSitePackages(true);
    built(bench.build());
    assertThat(bench.ask(bench.link(), "__import__('flask').__file__")).startsWith("/usr/lib/");
    upToDate(bench.build());

    BuildOutcome.Failed alone = (BuildOutcome.Failed) bench.systemSitePackages(false).build();
    assertThat(alone.what()).contains("install");
  }

  @Test
  void aChangedRequirementMakesANewEnvironmentAndLeavesTheOldOneToThoseWhoUseIt()
      throws IOException {
    Workbench bench = bench().requirements("spam==1.0\nextra\n");
    bench.wheels.wheel("spam", "1.0").wheel("spam", "2.0").wheel("spam", "3.0").wheel("extra", "1");
    Path first = environment(built(bench.build()));
    BuildOutcome.Built second = built(bench.requirements("spam==2.0\n").build());
    assertThat(second.why()).isEqualTo("changed since the last build: requirements.txt.");
    assertThat(bench.version(bench.link(), "spam")).isEqualTo("2.0");
    assertThat(bench.version(bench.link(), "extra")).contains("ModuleNotFoundError");
    assertThat(bench.version(first, "spam")).as("of those who run on it").isEqualTo("1.0");
    assertThat(bench.link().toRealPath()).isEqualTo(environment(second));

    built(bench.requirements("spam==3.0\n").build());
    assertThat(bench.environments()).as("the current and the previous").hasSize(2);
    assertThat(first).doesNotExist();
  }

  @Test
  void anEnvironmentThatSomebodyRunsFromOutlivesAnyNumberOfBuilds() throws Exception {
    Workbench bench = bench().requirements("spam==1.0\n");
    bench.wheels.wheel("spam", "1.0").wheel("spam", "2.0");
    Path first = environment(built(bench.build()));
    Process server =
        new ProcessBuilder(first.resolve("bin/python").toString(), "-c", "input()").start();
    try {
      built(bench.requirements("spam==2.0\n").build());
      built(bench.requirements("spam==1.0\n").build());
      assertThat(bench.version(first, "spam")).as("of the one that runs").isEqualTo("1.0");
    } finally {
      server.destroy();
      server.waitFor();
    }
    built(bench.requirements("spam==2.0\n").build());
    assertThat(first).doesNotExist();
    assertThat(bench.environments()).hasSize(2);
  }

  @Test
  void aChangeInAnIncludedFileCounts() {
    Workbench bench =
        bench().file("more/base.txt", "spam==1.0\n").requirements("-r more/base.txt\n");
    bench.wheels.wheel("spam", "1.0").wheel("spam", "2.0");
    built(bench.build());
    BuildOutcome.Built second = built(bench.file("more/base.txt", "spam==2.0\n").build());
    assertThat(second.why()).contains("more/base.txt");
    assertThat(bench.version(bench.link(), "spam")).isEqualTo("2.0");
  }

  @Test
  void anIncompleteEnvironmentIsNeverUsed() throws IOException {
    Workbench bench = bench().requirements("spam==1.0\n");
    bench.wheels.wheel("spam", "1.0");
    Path environment = environment(built(bench.build()));
    Files.delete(environment.resolve(Environments.STAMP));
    BuildOutcome.Built again = built(bench.build());
    assertThat(again.why()).contains("no complete build");
    assertThat(bench.environments()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"with a blank", "it's \"quoted\"", "$HOME `id`", "käse-日本", "-rf", "a,b"})
  void foldersMayHaveAnyName(String name) {
    Workbench bench = new Workbench(temporary.resolve(name)).requirements("spam==1.0\n");
    bench.wheels.wheel("spam", "1.0");
    built(bench.build());
    assertThat(bench.version(bench.link(), "spam")).isEqualTo("1.0");
    upToDate(bench.build());
  }

  @Test
  void whatLiesOnThePythonPathDoesNotCountAsInstalled() throws IOException {
    Workbench bench = bench().requirements("spam==1.0\n");
    bench.wheels.wheel("spam", "1.0");
    Path elsewhere = environment(built(bench.build()));
    Workbench other = new Workbench(temporary.resolve("other")).requirements("spam==1.0\n");
    other.wheels.wheel("spam", "1.0");
    other.environment.put("PYTHONPATH", site(elsewhere).toString());
    built(other.build());
    assertThat(other.version(other.link(), "spam")).isEqualTo("1.0");
  }

  @Test
  void theUsersOwnEnvironmentIsUsedInPlace() throws Exception {
    Workbench bench = bench().environmentName(".venv").requirements("spam==1.0\n");
    bench.wheels.wheel("spam", "1.0");
    bench.ownEnvironment("--system-site-packages", "--without-pip");
    Files.writeString(site(bench.link()).resolve("mine.py"), "VERSION = 'mine'\n");
    assertThat(environment(built(bench.build()))).isEqualTo(bench.link());
    assertThat(bench.version(bench.link(), "spam")).isEqualTo("1.0");
    assertThat(bench.version(bench.link(), "mine")).isEqualTo("mine");
    assertThat(bench.link()).isDirectory();
    assertThat(Files.isSymbolicLink(bench.link())).isFalse();
    upToDate(bench.build());
  }

  @Test
  void anEnvironmentWithoutPipGetsOne() throws Exception {
    Workbench bench = bench().environmentName(".venv").requirements("spam==1.0\n");
    bench.environment.put("PATH", "/usr/bin:/bin");
    bench.wheels.wheel("spam", "1.0");
    bench.ownEnvironment("--without-pip");
    built(bench.build());
    assertThat(bench.version(bench.link(), "spam")).isEqualTo("1.0");
  }

  @Test
  void uvInstallsIntoAnEnvironmentWithoutPip() throws Exception {
    Workbench bench = bench().environmentName(".venv").requirements("spam==1.0\n");
    Path uv = bench.file("tools/uv", "#!/bin/sh\necho \"uv $*\"\n").app.resolve("tools/uv");
    assertThat(uv.toFile().setExecutable(true)).isTrue();
    bench.environment.put("PATH", uv.getParent() + ":/usr/bin:/bin");
    bench.ownEnvironment("--without-pip");
    built(bench.build());
    assertThat(bench.printed).contains("uv pip install -r requirements.txt");
    assertThat(bench.said).contains("the environment has no pip: uv installs into it.");
  }

  @Test
  void anEnvironmentMayBeCalledAsTheModuleThatMakesIt() {
    Workbench bench = bench().environmentName("venv").requirements("spam==1.0\n");
    bench.wheels.wheel("spam", "1.0");
    built(bench.build());
    assertThat(bench.version(bench.link(), "spam")).isEqualTo("1.0");
  }

  @Test
  void theLinkMayBeInTheWorkshop() {
    Workbench bench = bench().environmentName(".junicorn/antenv").requirements("spam==1.0\n");
    bench.wheels.wheel("spam", "1.0");
    built(bench.build());
    assertThat(bench.version(bench.link(), "spam")).isEqualTo("1.0");
    upToDate(bench.build());
  }

  @Test
  void theSecondOfTwoBuildsWaitsAndFindsTheWorkDone() {
    Workbench bench =
        bench()
            .requirements("spam\n")
            .shell(Step.POST_BUILD, "touch started; while [ ! -e go ]; do sleep 0.05; done");
    bench.wheels.wheel("spam", "1.0");
    Executor threads = task -> Thread.ofVirtual().start(task);
    CompletableFuture<BuildOutcome> first = CompletableFuture.supplyAsync(bench::build, threads);
    await(() -> Files.exists(bench.app.resolve("started")));
    CompletableFuture<BuildOutcome> second = CompletableFuture.supplyAsync(bench::build, threads);
    String waiting = "another build (pid " + ProcessHandle.current().pid() + ") is at work";
    await(() -> bench.said.stream().anyMatch(line -> line.startsWith(waiting)));
    bench.file("go", "");
    built(first.join());
    upToDate(second.join());
  }

  @Test
  void saysWhereThereIsNothingToInstall() {
    BuildOutcome outcome = bench().build();
    assertThat(outcome).isInstanceOf(BuildOutcome.NothingToDo.class);
    assertThat(((BuildOutcome.NothingToDo) outcome).why())
        .startsWith("Nothing to install: there is no file that declares a dependency.");
    assertThat(bench().app.resolve(".junicorn")).doesNotExist();
  }

  @Test
  void buildsAgainWhenAsked() {
    Workbench bench = bench().requirements("spam\n");
    bench.wheels.wheel("spam", "1.0");
    built(bench.build());
    assertThat(built(bench.force().build()).why()).isEqualTo("it was asked for.");
  }

  private static Path site(Path environment) throws IOException {
    try (var found = Files.newDirectoryStream(environment.resolve("lib"), "python3*")) {
      return found.iterator().next().resolve("site-packages");
    }
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + 120_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("waited in vain").isNegative();
      LockSupport.parkNanos(20_000_000);
    }
  }
}
