package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.AppPlanJson;
import dev.junicorn.plan.PlanRequest;
import dev.junicorn.survey.Plans;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The plan of every sample app, compared with {@code src/test/apps/plans/NAME.json}. A file {@code
 * NAME.env} beside it holds the environment's variables. {@code -Dplans.write=true} writes the
 * files anew; look at the difference before it is committed.
 */
class GoldenPlansIT {

  private static final Path APPS = Path.of("src/test/apps/plans").toAbsolutePath();

  static List<String> apps() throws IOException {
    try (Stream<Path> entries = Files.list(APPS)) {
      return entries
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("apps")
  void thePlanIsTheGoldenOne(String name) throws IOException {
    Path folder = APPS.resolve(name);
    String plan =
        AppPlanJson.render(plan(folder, variables(name))).replace(folder.toString(), "DIR");
    Path golden = APPS.resolve(name + ".json");
    if (Boolean.getBoolean("plans.write")) {
      Files.writeString(golden, plan);
    }
    assertThat(plan).isEqualTo(Files.readString(golden));
  }

  @Test
  void thereAreEnoughOfThem() throws IOException {
    assertThat(apps()).hasSizeGreaterThan(70);
  }

  private static AppPlan plan(Path folder, Map<String, String> variables) {
    PlanRequest request = Plans.request(folder, variables);
    PrintWriter nobody = new PrintWriter(new StringWriter());
    Outside outside =
        new Outside(variables, folder, Path.of("/"), "1.2.3", ConfigFiles.UNREAD, nobody, nobody);
    UpRequest asked = UpRequest.toServe(List.of(), folder, Optional.empty());
    return new UpPreview(request, asked, outside).of(Plans.of(folder, variables), Optional.empty());
  }

  private static Map<String, String> variables(String name) throws IOException {
    Map<String, String> variables = new LinkedHashMap<>();
    Path file = APPS.resolve(name + ".env");
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        variables.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
      }
    }
    return variables;
  }
}
