package dev.junicorn.server;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.event.Severity;
import dev.junicorn.exchange.Mount;
import dev.junicorn.forensics.CrashReports;
import dev.junicorn.forensics.ForensicsSettings;
import dev.junicorn.log.LogSettingException;
import dev.junicorn.log.LogSettings;
import dev.junicorn.log.Logs;
import dev.junicorn.log.Surroundings;
import dev.junicorn.plan.LaunchPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The whole server as one call. Sets up what must outlive everything else: the logs, the private
 * folder, the pid file.
 */
public final class JunicornServer {

  private final LaunchPlan plan;
  private final List<String> notes;
  private final List<String> warnings;
  private final Map<String, String> environment;
  private final String version;
  private final long pid = ProcessHandle.current().pid();

  /**
   * @param notes sentences for the log: what was decided and why
   * @param warnings sentences for the log: what the server may not do as its user believes
   * @param environment the process's environment
   */
  public JunicornServer(
      LaunchPlan plan,
      List<String> notes,
      List<String> warnings,
      Map<String, String> environment,
      String version) {
    this.plan = plan;
    this.notes = List.copyOf(notes);
    this.warnings = List.copyOf(warnings);
    this.environment = environment;
    this.version = version;
  }

  /** Why an access log's format cannot be used, and what to do; empty if it can. */
  public static Optional<String> accessFormatDefect(String format) {
    return LogSettings.defectOf(format);
  }

  /** Serves until told to stop; keeps the calling thread. */
  public Outcome run() {
    Surroundings surroundings =
        new Surroundings(
            System.out, System.err, InstantSource.system(), ZoneId.systemDefault(), pid);
    try (Logs logs = Logs.open(logSettings(), surroundings)) {
      return serve(logs);
    } catch (LogSettingException e) {
      System.err.println("junicorn: " + e.getMessage());
      return Outcome.BAD_SETTING;
    }
  }

  private Outcome serve(Logs logs) {
    Insight insight = Insight.of(plan.insight(), logs);
    logs.publish(new ServerEvent.Starting(version, (int) pid, plan.app().spec()));
    notes.forEach(note -> logs.publish(new ServerEvent.Decided(note)));
    warnings.forEach(text -> logs.publish(new ServerEvent.Warned(text)));
    plan.platform().warnings().forEach(text -> logs.publish(new ServerEvent.Warned(text)));
    ForensicsSettings forensics =
        new ForensicsSettings(plan.faults().crashFolder(), Path.of("/"), version);
    try (CrashReports crashes =
            CrashReports.open(forensics, insight, InstantSource.system(), System::nanoTime);
        PrivateFolder folder = PrivateFolder.create(temporaryFolders(), pid)) {
      Launch launch =
          new Launch(plan, environment, version, pid, folder.path(), logs, crashes, insight);
      return new RunningServer(launch).runUntilStopped();
    } catch (IOException e) {
      logs.publish(new ServerEvent.Failed(String.valueOf(e.getMessage())));
      return Outcome.BAD_SETTING;
    }
  }

  private LogSettings logSettings() {
    LaunchPlan.Log log = plan.log();
    return new LogSettings(
        log.access(),
        log.accessFormat(),
        log.error(),
        Severity.valueOf(log.level().toUpperCase(Locale.ROOT)),
        Mount.at(Launch.scriptName(plan, environment)));
  }

  /** Where temporary files go: {@code TMPDIR} as everywhere, then the usual place. */
  private List<Path> temporaryFolders() {
    List<Path> folders = new ArrayList<>();
    String chosen = environment.getOrDefault("TMPDIR", "");
    if (!chosen.isEmpty()) {
      folders.add(Path.of(chosen).toAbsolutePath());
    }
    folders.add(Path.of("/tmp"));
    return folders;
  }
}
