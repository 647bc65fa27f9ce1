package dev.junicorn.build;

import static dev.junicorn.build.Outcomes.built;
import static dev.junicorn.build.Outcomes.environment;
import static dev.junicorn.build.Outcomes.failed;
import static dev.junicorn.build.Outcomes.upToDate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.plan.AppPlan.Step;
import dev.junicorn.plan.Installer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds with a real interpreter and a real pip, from wheels made here: the steps, and how they
 * fail.
 */
class BuildStepsIT {

  @TempDir Path temporary;

  private Workbench bench() {
    return new Workbench(temporary.resolve("app"));
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
  void aCommandBeforeTheBuildMayWriteTheRequirements() {
    Workbench bench =
        bench().requirements("").shell(Step.PRE_BUILD, "echo spam > requirements.txt");
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
            .shell(Step.POST_BUILD, "echo spam==2.0 > requirements.txt");
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
            .shell(Step.POST_BUILD, "scripts/post.sh");
    built(bench.build());
    assertThat(bench.printed).containsExactly("post bash");
  }

  @Test
  void aFailingCommandBeforeTheBuildEndsIt() {
    Workbench bench =
        bench().requirements("spam\n").shell(Step.PRE_BUILD, "echo 'no luck' >&2; exit 7");
    BuildOutcome.Failed failed = failed(bench.build());
    assertThat(failed.what()).contains("The step pre-build (1 of 3) failed with exit code 7");
    assertThat(failed.tail()).containsExactly("no luck");
    assertThat(failed.remedy()).contains("PRE_BUILD_COMMAND");
    assertThat(bench.link()).doesNotExist();
  }

  @Test
  void whereItIsInterruptedNothingIsExplained() {
    Workbench bench =
        bench().requirements("spam\n").shell(Step.PRE_BUILD, "echo Traceback >&2; exit 130");
    BuildOutcome.Failed failed = failed(bench.build());
    assertThat(failed.what()).isEqualTo("The step pre-build (1 of 3) was interrupted.");
    assertThat(failed.tail()).isEmpty();
  }

  @Test
  void aFailingCommandAfterTheBuildLeavesItUnfinished() {
    Workbench bench = bench().requirements("spam\n").shell(Step.POST_BUILD, "[ -e allowed ]");
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
            .shell(Step.POST_BUILD, "python -c 'import spam' && echo \"$VIRTUAL_ENV\"");
    bench.wheels.wheel("spam", "1.0");
    Path environment = environment(built(bench.build()));
    assertThat(bench.printed.getLast()).isEqualTo(environment.toString());
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
}
