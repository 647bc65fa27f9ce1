package dev.junicorn.server;

import dev.junicorn.event.Reason;
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
import dev.junicorn.plan.MachineReader;
import dev.junicorn.posix.TaskLimit;
import dev.junicorn.supervisor.FileLimit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The whole server as one call. Sets up what must outlive everything else: the logs, the private
 * folder, the pid file.
 */
public final class JunicornServer {

  private static final String SHARED_MEMORY = "/dev/shm";

  private final LaunchPlan asked;
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
    this.asked = plan;
    this.plan = plan.checkOnly() ? plan.forCheck() : plan;
    this.notes = List.copyOf(notes);
    this.warnings = List.copyOf(warnings);
    this.environment = environment;
    this.version = version;
  }

  /** Why an access log's format cannot be used, and what to do; empty if it can. */
  public static Optional<String> accessFormatDefect(String format) {
    return LogSettings.defectOf(format);
  }

  /** Serves until told to stop, or checks the app; keeps the calling thread. */
  public Outcome run() {
    try (Logs logs = openLogs()) {
      return serve(logs);
    } catch (LogSettingException e) {
      System.err.println("junicorn: " + e.getMessage());
      return Outcome.BAD_SETTING;
    } catch (OutOfMemoryError e) {
      // Any other ends the process (-XX:+ExitOnOutOfMemoryError).
      System.err.println("junicorn: Cannot start: " + TaskLimit.REACHED + ".");
      return Outcome.BAD_SETTING;
    }
  }

  private Outcome serve(Logs logs) {
    Insight insight = Insight.of(plan.insight(), logs);
    logs.publish(beginning());
    notes.forEach(note -> logs.publish(new ServerEvent.Decided(note)));
    warnings.forEach(text -> logs.publish(new ServerEvent.Warned(text)));
    plan.platform().warnings().forEach(text -> logs.publish(new ServerEvent.Warned(text)));
    ForensicsSettings forensics =
        new ForensicsSettings(plan.faults().crashFolder(), Path.of("/"), version);
    try (CrashReports crashes =
            CrashReports.open(forensics, insight, InstantSource.system(), System::nanoTime);
        PrivateFolder folder = privateFolder()) {
      if (asked.checkOnly()) {
        CrashReports.tryOut(asked.faults().crashFolder());
      }
      NativeTransport.load(
          Stream.concat(Stream.of(folder.path()), temporaryFolders().stream()).toList());
      warnOfFolder(folder, logs);
      refuseTooFewDescriptors(logs);
      SystemNeeds.check();
      Launch launch =
          new Launch(plan, environment, version, pid, folder.path(), logs, crashes, insight);
      return plan.checkOnly()
          ? new AppCheck(launch).run()
          : new RunningServer(launch).runUntilStopped();
    } catch (IOException e) {
      logs.publish(new ServerEvent.Failed(Reason.of(e)));
      return Outcome.BAD_SETTING;
    }
  }

  private ServerEvent beginning() {
    String spec = plan.app().spec();
    return plan.checkOnly()
        ? new ServerEvent.Decided(
            "junicorn " + version + " checks " + spec + " and serves nothing (--check-config)")
        : new ServerEvent.Starting(version, (int) pid, spec);
  }

  private Logs openLogs() throws LogSettingException {
    if (asked.checkOnly()) {
      Logs.tryOut(logSettings(asked));
    }
    return Logs.open(
        logSettings(plan),
        new Surroundings(
            System.out, System.err, InstantSource.system(), ZoneId.systemDefault(), pid));
  }

  private LogSettings logSettings(LaunchPlan plan) {
    LaunchPlan.Log log = plan.log();
    return new LogSettings(
        log.access(),
        log.accessFormat(),
        log.error(),
        Severity.valueOf(log.level().toUpperCase(Locale.ROOT)),
        Mount.at(Launch.scriptName(plan, environment)));
  }

  private PrivateFolder privateFolder() throws IOException {
    try {
      return PrivateFolder.create(temporaryFolders(), pid);
    } catch (IOException e) {
      throw new IOException(
          "The server needs a folder for temporary files, FIFOs and sockets, and can make none: %s. Set TMPDIR to a folder where it can."
              .formatted(Reason.of(e)),
          e);
    }
  }

  private void refuseTooFewDescriptors(Logs logs) throws IOException {
    FileLimit files = new FileLimit(new MachineReader(Path.of("/"))::fileLimit);
    int workers = plan.size().workers().value();
    int threads = plan.size().threads().value();
    Optional<String> objection = files.objection(workers, threads);
    if (objection.isPresent()) {
      throw new IOException(objection.get());
    }
    files
        .objectionToReplacing(workers, threads)
        .ifPresent(why ->
            logs.publish(
                new ServerEvent.Warned(
                    "A reload, or another size, would lack files to replace workers. " + why)));
  }

  /** Large bodies fill another disk than somebody may expect, or memory. */
  private static void warnOfFolder(PrivateFolder folder, Logs logs) {
    if (!folder.passedOver().isEmpty()) {
      logs.publish(
          new ServerEvent.Warned(
              "Temporary files, large bodies among them, are kept in %s%s, since they cannot be in %s."
                  .formatted(
                      folder.path().getParent(),
                      folder.path().startsWith(SHARED_MEMORY) ? ", which is memory" : "",
                      String.join(", ", folder.passedOver()))));
    }
  }

  /**
   * Where temporary files go: {@code TMPDIR} as everywhere, then the usual place. What comes after
   * that is mostly memory, and small: better than not to serve.
   */
  private List<Path> temporaryFolders() {
    return Stream.concat(
            Stream.of(environment.getOrDefault("TMPDIR", ""), "/tmp"),
            Stream.of(environment.getOrDefault("XDG_RUNTIME_DIR", ""), SHARED_MEMORY))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder).toAbsolutePath())
        .distinct()
        .toList();
  }
}
