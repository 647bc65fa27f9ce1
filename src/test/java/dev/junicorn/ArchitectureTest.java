package dev.junicorn;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.library.modules.syntax.AllowedModuleDependencies.allow;
import static com.tngtech.archunit.library.modules.syntax.ModuleDependencyScope.consideringOnlyDependenciesInAnyPackage;
import static com.tngtech.archunit.library.modules.syntax.ModuleRuleDefinition.modules;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.modules.syntax.AllowedModuleDependencies;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Failure;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.Test;

/**
 * Holds the package table of ARCHITECTURE.md: the table is the picture, this is what keeps it true.
 */
class ArchitectureTest {

  private static final JavaClasses JUNICORN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.junicorn");

  private static final Set<String> AMBIENT_INPUT =
      Set.of(
          "java.lang.System.getenv",
          "java.lang.System.getProperty",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.System.exit",
          "java.time.Instant.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.Clock.systemUTC",
          "java.lang.Math.random",
          "java.util.concurrent.ThreadLocalRandom.current");

  private static final Map<Class<?>, Set<String>> HIDDEN_THREADS =
      Map.of(
          CompletableFuture.class, Set.of("completeOnTimeout", "orTimeout", "delayedExecutor"),
          ForkJoinPool.class, Set.of("commonPool"),
          Process.class, Set.of("onExit"),
          Thread.class, Set.of("ofVirtual", "startVirtualThread"));

  private static final Map<Class<?>, Set<String>> BLOCKING =
      Map.of(
          Thread.class, Set.of("sleep", "join"),
          Object.class, Set.of("wait"),
          Future.class, Set.of("get", "join", "sync", "await"),
          BlockingQueue.class, Set.of("take", "put"),
          CountDownLatch.class, Set.of("await"),
          Semaphore.class, Set.of("acquire"),
          Condition.class, Set.of("await"),
          Process.class, Set.of("waitFor"));

  /** What a reader can hold in one look at a call. */
  private static final int MOST_PARAMETERS = 6;

  @Test
  void packagesDependOneWay() throws IOException {
    check(
        modules()
            .definedByPackages("dev.junicorn.(*)..")
            .should()
            .respectTheirAllowedDependencies(
                allowed(), consideringOnlyDependenciesInAnyPackage("dev.junicorn..")));
    check(slices().matching("dev.junicorn.(*)..").should().beFreeOfCycles());
  }

  private static AllowedModuleDependencies allowed() throws IOException {
    AllowedModuleDependencies allowed = allow().fromModule("exchange").toModules();
    PackageTable.ofThePicture()
        .forEach(
            (name, others) -> allowed.fromModule(name).toModules(others.toArray(String[]::new)));
    return allowed;
  }

  @Test
  void librariesStayBehindADoor() {
    checkOnlyIn(
        List.of("http", "channel", "probe", "server"),
        "io.netty.channel..",
        "io.netty.bootstrap..",
        "io.netty.handler..");
    checkOnlyIn(
        List.of("exchange", "protocol", "channel", "dispatch", "http", "console", "server"),
        "io.netty.buffer..");
    checkOnlyIn(List.of("metrics"), "io.micrometer..");
    checkOnlyIn(List.of("cli"), "picocli..");
    checkOnlyIn(List.of("top"), "org.jline..");
    checkOnlyIn(List.of("posix"), "java.lang.foreign..");
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "..junicorn.worker..",
                "..junicorn.survey..",
                "..junicorn.build..",
                "..junicorn.configfile..",
                "..junicorn.startup..",
                "..junicorn.server..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ProcessBuilder.class, Runtime.class));
  }

  @Test
  void valuesAreValues() {
    check(
        classes()
            .that()
            .resideInAnyPackage("..junicorn.exchange..", "..junicorn.event..", "..junicorn.plan..")
            .should(haveOnlyFinalFields()));
    check(classes().that().implement(ServerEvent.class).should().beRecords());
    check(classes().that().implement(Failure.class).should().beRecords());
  }

  @Test
  void inputEntersAtTheEdge() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("..junicorn.cli..", "..junicorn.server..")
            .should()
            .accessTargetWhere(describe("it is ambient input", ArchitectureTest::isAmbient)));
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("..junicorn.cli..", "..junicorn.server..")
            .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS));
    check(fields().that().areStatic().should().beFinal());
  }

  /**
   * The wall clock jumps: when somebody sets it, when a suspended machine wakes up. It dates what
   * people read, and decides nothing; every limit and pause is measured in monotonic nanoseconds.
   */
  @Test
  void theWallClockDecidesNothing() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "..junicorn.log..", "..junicorn.forensics..", "..junicorn.server..")
            .and()
            .haveNameNotMatching(".*\\.event\\.EventQueue(\\$.*)?")
            .and()
            .doNotHaveSimpleName("DateField")
            .and()
            .doNotHaveSimpleName("HttpFrontEnd")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(InstantSource.class, Instant.class, Clock.class));
  }

  /** Where the system allows no more threads, the start of one throws an Error. */
  @Test
  void nothingStartsThreadsBehindTheServersBack() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "..junicorn.cli..",
                "..junicorn.survey..",
                "..junicorn.build..",
                "..junicorn.probe..")
            .should()
            .accessTargetWhere(
                describe("it needs a thread of the JDK's", ArchitectureTest::startsThreads)));
  }

  @Test
  void loopsNeverBlock() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "..junicorn.http..",
                "..junicorn.dispatch..",
                "..junicorn.channel..",
                "..junicorn.protocol..",
                "..junicorn.exchange..",
                "..junicorn.event..")
            .should()
            .accessTargetWhere(describe("it blocks the calling thread", ArchitectureTest::blocks)));
  }

  /** A record's components are one thing, and have their names where they are read. */
  @Test
  void nobodyTakesManyParameters() {
    check(
        codeUnits()
            .that(describe("are written by hand", ArchitectureTest::isWrittenByHand))
            .should(haveFewParameters()));
  }

  private static boolean isWrittenByHand(JavaCodeUnit unit) {
    boolean ofRecord = unit.isConstructor() && unit.getOwner().isRecord();
    return !ofRecord && !unit.getModifiers().contains(JavaModifier.SYNTHETIC);
  }

  private static ArchCondition<JavaCodeUnit> haveFewParameters() {
    return new ArchCondition<>("have at most " + MOST_PARAMETERS + " parameters") {
      @Override
      public void check(JavaCodeUnit unit, ConditionEvents events) {
        int parameters = unit.getParameters().size();
        if (parameters > MOST_PARAMETERS) {
          events.add(
              SimpleConditionEvent.violated(
                  unit, unit.getFullName() + " has " + parameters + " parameters"));
        }
      }
    };
  }

  private static boolean isAmbient(JavaAccess<?> access) {
    return AMBIENT_INPUT.contains(access.getTargetOwner().getFullName() + "." + access.getName());
  }

  private static boolean startsThreads(JavaAccess<?> access) {
    return HIDDEN_THREADS.entrySet().stream()
        .anyMatch(entry ->
            access.getTargetOwner().isAssignableTo(entry.getKey())
                && entry.getValue().contains(access.getName()));
  }

  private static boolean blocks(JavaAccess<?> access) {
    return BLOCKING.entrySet().stream()
        .filter(entry -> entry.getValue().contains(access.getName()))
        .anyMatch(entry ->
            entry.getKey() == Object.class
                || access.getTargetOwner().isAssignableTo(entry.getKey()));
  }

  private static ArchCondition<JavaClass> haveOnlyFinalFields() {
    return new ArchCondition<>("have only final instance fields") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (JavaField field : type.getFields()) {
          if (!field.getModifiers().contains(JavaModifier.FINAL)) {
            events.add(SimpleConditionEvent.violated(field, field.getFullName() + " is mutable"));
          }
        }
      }
    };
  }

  private static void checkOnlyIn(List<String> doors, String... libraries) {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                doors.stream().map("..junicorn.%s.."::formatted).toArray(String[]::new))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(libraries));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(JUNICORN);
  }
}
