package dev.junicorn;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packages and what each may use, as ARCHITECTURE.md and the packages themselves have it. */
final class PackageTable {

  private static final Path PICTURE = Path.of("ARCHITECTURE.md");
  private static final Path SOURCES = Path.of("src/main/java/dev/junicorn");
  private static final String HEADING = "| package | one line | may use |";
  private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| .* \\| (.+) \\|");
  private static final Pattern CHARTER = Pattern.compile("May use: ([^.;]+)[.;]");
  private static final Pattern ALL_BUT = Pattern.compile("(?:all|everything) but (.+)");

  private PackageTable() {}

  /** The rows of the table: each package with those that it may use. */
  static Map<String, Set<String>> ofThePicture() throws IOException {
    Map<String, String> cells = new LinkedHashMap<>();
    Files.readString(PICTURE)
        .lines()
        .dropWhile(line -> !line.equals(HEADING))
        .skip(2)
        .takeWhile(line -> !line.isEmpty())
        .forEach(line -> {
          Matcher row = ROW.matcher(line);
          if (!row.matches()) {
            throw new AssertionError("no row of a package: " + line);
          }
          cells.put(row.group(1), row.group(2));
        });
    return meant(cells);
  }

  /** What the packages say of themselves. */
  static Map<String, Set<String>> ofTheCharters() throws IOException {
    Map<String, String> words = new LinkedHashMap<>();
    for (String name : packages()) {
      Matcher charter = CHARTER.matcher(charter(name));
      if (!charter.find()) {
        throw new AssertionError(name + "/package-info.java does not say what it may use");
      }
      words.put(name, charter.group(1));
    }
    return meant(words);
  }

  /** The folders there are. */
  static Set<String> packages() throws IOException {
    try (Stream<Path> folders = Files.list(SOURCES)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .collect(toCollection(TreeSet::new));
    }
  }

  private static String charter(String name) throws IOException {
    return Files.readString(SOURCES.resolve(name).resolve("package-info.java"))
        .replaceAll("\\s+\\* ", " ");
  }

  private static Map<String, Set<String>> meant(Map<String, String> words) {
    Map<String, Set<String>> meant = new LinkedHashMap<>();
    words.forEach((name, those) -> meant.put(name, meant(name, those, words.keySet())));
    return meant;
  }

  private static Set<String> meant(String name, String those, Set<String> all) {
    if (those.equals("–") || those.startsWith("nothing")) {
      return Set.of();
    }
    Matcher allBut = ALL_BUT.matcher(those);
    if (!allBut.matches()) {
      return Set.copyOf(names(those));
    }
    List<String> excepted = names(allBut.group(1));
    return all.stream()
        .filter(other -> !other.equals(name) && !excepted.contains(other))
        .collect(toSet());
  }

  private static List<String> names(String list) {
    return Arrays.asList(list.split("(?:,| and)? +"));
  }
}
