package dev.junicorn.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.plan.AppPlan.Step;
import dev.junicorn.plan.Installer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds with a real interpreter and a real pip, from wheels made here. */
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
  void aBrokenRequirementIsNamedAndWhatWasBuiltStays() {
    Workbench bench = bench().requirements("spam==1.0\n");
    bench.wheels.wheel("spam", "1.0");
    built(bench.build());
    bench.requirements("spam==1.0\n# the next one is misspelled\nno-such_thing==9\n");
    BuildOutcome.Failed failed = failed(bench.build());
    assertThat(failed.what()).contains("The step install (2 of 2) failed with exit code 1");
    assertThat(failed.causes()).containsExactly("requirements.txt line 3: \"no-such_thing==9\"");
    assertThat(failed.tail()).anyMatch(line -> line.startsWith("ERROR:"));
    assertThat(failed.remedy()).contains("misspelled");
    assertThat(bench.version(bench.link(), "spam")).as("the old one").isEqualTo("1.0");

    upToDate(bench.requirements("spam==1.0\n").build());
  }

  @Test
  void aLineThatIsNoRequirementIsNamed() {
    Workbench bench = bench().requirements("spam==1.0\n\nspam ==== x y z\n");
    bench.wheels.wheel("spam", "1.0");
    assertThat(failed(bench.build()).causes())
        .containsExactly("requirements.txt line 3: \"spam ==== x y z\"");
  }

  @Test
  void requirementsThatExcludeEachOtherAreBothNamed() {
    Workbench bench = bench().requirements("spam==1.0\nspam==2.0\n");
    bench.wheels.wheel("spam", "1.0").wheel("spam", "2.0");
    assertThat(failed(bench.build()).causes())
        .containsExactly(
            "requirements.txt line 1: \"spam==1.0\"", "requirements.txt line 2: \"spam==2.0\"");
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

  @Test
  void aCommandBeforeTheBuildMayWriteTheRequirements() {
    Workbench bench =
        bench().requirements("").step(Step.PRE_BUILD, "sh", "-c", "echo spam > requirements.txt");
    bench.wheels.wheel("spam", "1.0");
    built(bench.build());
    assertThat(bench.version(bench.link(), "spam")).isEqualTo("1.0");
    upToDate(bench.build());
  }

  @Test
  void aFileThatIsEditedWhileItIsBuiltIsBuiltAgain() {
    Workbench bench =
        bench()
            .requirements("spam==1.0\n")
            .step(Step.POST_BUILD, "sh", "-c", "echo spam==2.0 > requirements.txt");
    bench.wheels.wheel("spam", "1.0").wheel("spam", "2.0");
    built(bench.build());
    assertThat(built(bench.build()).why()).contains("requirements.txt");
    assertThat(bench.version(bench.link(), "spam")).isEqualTo("2.0");
    upToDate(bench.build());
  }

  @Test
  void aScriptMayLackThePermissionToRun() {
    Workbench bench =
        bench()
            .file("scripts/post.sh", "#!/bin/bash -e\necho \"post ${BASH_VERSION:+bash}\"\n")
            .step(Step.POST_BUILD, "sh", "-c", "scripts/post.sh");
    built(bench.build());
    assertThat(bench.printed).containsExactly("post bash");
  }

  @Test
  void aFailingCommandBeforeTheBuildEndsIt() {
    Workbench bench =
        bench()
            .requirements("spam\n")
            .step(Step.PRE_BUILD, "sh", "-c", "echo 'no luck' >&2; exit 7");
    BuildOutcome.Failed failed = failed(bench.build());
    assertThat(failed.what()).contains("The step pre-build (1 of 3) failed with exit code 7");
    assertThat(failed.tail()).containsExactly("no luck");
    assertThat(failed.remedy()).contains("PRE_BUILD_COMMAND");
    assertThat(bench.link()).doesNotExist();
  }

  @Test
  void aFailingCommandAfterTheBuildLeavesItUnfinished() {
    Workbench bench =
        bench().requirements("spam\n").step(Step.POST_BUILD, "sh", "-c", "[ -e allowed ]");
    bench.wheels.wheel("spam", "1.0");
    assertThat(failed(bench.build()).what()).contains("post-build (3 of 3)");
    assertThat(bench.link()).doesNotExist();
    built(bench.file("allowed", "").build());
    upToDate(bench.build());
  }

  @Test
  void commandsAfterTheBuildSeeTheEnvironment() {
    Workbench bench =
        bench()
            .requirements("spam\n")
            .step(Step.POST_BUILD, "sh", "-c", "python -c 'import spam' && echo \"$VIRTUAL_ENV\"");
    bench.wheels.wheel("spam", "1.0");
    Path environment = environment(built(bench.build()));
    assertThat(bench.printed.getLast()).isEqualTo(environment.toString());
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
            .step(
                Step.POST_BUILD,
                "sh",
                "-c",
                "touch started; while [ ! -e go ]; do sleep 0.05; done");
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
  void whereSomebodyElseHasBuiltTheFolderAndItsOwnerAreNamed() {
    Workbench bench = bench().requirements("spam\n").file(".junicorn/build.lock/not-a-file", "");
    BuildOutcome.Failed failed = failed(bench.build());
    assertThat(failed.what())
        .contains("the folder " + bench.app.resolve(".junicorn") + " cannot be written");
    assertThat(failed.remedy()).contains("as the folder's owner", "`junicorn plan`");
  }

  @Test
  void withoutTheModulesForEnvironmentsItNamesThePackage() throws IOException {
    Workbench bench = bench().requirements("spam\n").withPip().interpreter(withoutEnsurepip());
    BuildOutcome.Failed failed = failed(bench.build());
    assertThat(failed.what()).contains("cannot make virtual environments");
    assertThat(failed.remedy()).contains("apt-get install python3-venv");
    assertThat(bench.link()).doesNotExist();
  }

  @Test
  void aMissingToolIsRefusedWithWhatToDo() {
    Workbench bench = bench().installer(Installer.UV, "uv", "sync");
    bench.environment.put("PATH", "/usr/bin:/bin");
    BuildOutcome.Failed failed = failed(bench.build());
    assertThat(failed.what()).contains("there is no uv on PATH");
    assertThat(failed.remedy()).contains("uv export");
  }

  @Test
  void aToolThatCannotBeKeptOffTheNetworkIsRefusedOffline() {
    Workbench bench = bench().installer(Installer.POETRY, "poetry", "install");
    assertThat(failed(bench.build()).what()).contains("--offline: poetry");
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
  void filesThatCannotBeCompiledAreNoReasonNotToStart() {
    Workbench bench =
        bench()
            .file("template.py", "class {{ name }}:\n")
            .requirements("spam\n")
            .step(Step.COMPILE, "python", "-m", "compileall", "-q", "template.py");
    bench.wheels.wheel("spam", "1.0");
    built(bench.build());
    assertThat(bench.said).anyMatch(line -> line.contains("cannot be compiled"));
  }

  @Test
  void buildsAgainWhenAsked() {
    Workbench bench = bench().requirements("spam\n");
    bench.wheels.wheel("spam", "1.0");
    built(bench.build());
    assertThat(built(bench.force().build()).why()).isEqualTo("it was asked for.");
  }

  /** Debian's python3 without python3-venv. */
  private Path withoutEnsurepip() throws IOException {
    Path fake = temporary.resolve("fake");
    Files.createDirectories(fake.resolve("ensurepip"));
    Files.writeString(
        fake.resolve("ensurepip/__init__.py"),
        "raise ModuleNotFoundError(\"No module named 'ensurepip'\")\n");
    Path python = temporary.resolve("python3");
    Files.writeString(
        python, "#!/bin/sh\nPYTHONPATH='" + fake + "' exec /usr/bin/python3 \"$@\"\n");
    Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
    return python;
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

  private static Path environment(BuildOutcome.Built built) {
    return built.environment().orElseThrow();
  }

  private static BuildOutcome.Built built(BuildOutcome outcome) {
    assertThat(outcome).isInstanceOf(BuildOutcome.Built.class);
    return (BuildOutcome.Built) outcome;
  }

  private static BuildOutcome.UpToDate upToDate(BuildOutcome outcome) {
    assertThat(outcome).isInstanceOf(BuildOutcome.UpToDate.class);
    return (BuildOutcome.UpToDate) outcome;
  }

  private static BuildOutcome.Failed failed(BuildOutcome outcome) {
    assertThat(outcome).isInstanceOf(BuildOutcome.Failed.class);
    return (BuildOutcome.Failed) outcome;
  }
}
