package dev.junicorn.build;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds, in what an installer has printed, the lines of the requirements files that are to blame.
 * Knows the sentences of pip 20 to 26 and of uv; where they change, nothing is found and the tail
 * speaks for itself.
 *
 * @param files the requirements files, the first one first
 * @param folder what paths are shown relative to
 */
record Culprits(List<RequirementsFile> files, Path folder) {

  /** {@code (from -r requirements.txt (line 3))} and {@code (from line 3 of requirements.txt)}. */
  private static final List<Pattern> PLACES =
      List.of(
          Pattern.compile("-[rc] (?<file>.+?) \\(line (?<line>\\d+)\\)"),
          Pattern.compile("\\(from line (?<line>\\d+) of (?<file>.+?)\\)"),
          Pattern.compile(
              "^.*Couldn't parse requirement in `(?<file>.+?)` at position \\d+(?<line>)"));

  private static final String WORD = "[`']?(?<name>[A-Za-z0-9][A-Za-z0-9._-]*)";

  private static final List<Pattern> NAMES =
      List.of(
          Pattern.compile("that satisfies the requirement " + WORD),
          Pattern.compile("No matching distribution found for " + WORD),
          Pattern.compile("Failed building (?:editable|wheel) for " + WORD),
          Pattern.compile("Could not build wheels for " + WORD),
          Pattern.compile("Failed to build(?: installable wheels for)? " + WORD),
          Pattern.compile("Cannot install " + WORD),
          Pattern.compile("Cannot install .* and " + WORD),
          Pattern.compile("Package " + WORD + "'? requires a different Python"),
          Pattern.compile("Failed to download(?: and build)? " + WORD),
          Pattern.compile("Because " + WORD + " was not found"),
          Pattern.compile("Because there (?:are|is) no versions? of " + WORD));

  private static final Pattern HASHES =
      Pattern.compile("^\\s+" + WORD + "(?:==\\S+)? from https?://");

  /** Sentences such as {@code requirements.txt line 3: "nosuch==9"}; empty where none is known. */
  List<String> in(List<String> output) {
    Set<String> found = new LinkedHashSet<>();
    for (String line : output) {
      places(line, found);
    }
    if (found.isEmpty()) {
      for (String line : output) {
        names(line, found);
      }
    }
    return List.copyOf(found);
  }

  private void places(String output, Set<String> found) {
    if (!output.contains("ERROR") && !output.startsWith("error")) {
      return;
    }
    for (Pattern pattern : PLACES) {
      Matcher match = pattern.matcher(output);
      while (match.find()) {
        place(match).ifPresent(found::add);
      }
    }
  }

  private Optional<String> place(Matcher match) {
    if (match.group("line").isEmpty()) {
      return Optional.of(match.group("file"));
    }
    int number = Integer.parseInt(match.group("line"));
    Path file = folder.resolve(match.group("file")).normalize();
    return files.stream()
        .filter(one -> one.file().equals(file))
        .flatMap(one ->
            one.lines().stream()
                .filter(line -> line.number() == number)
                .map(line -> sentence(one, line)))
        .findFirst()
        .or(() -> Optional.of(shown(file) + " line " + number));
  }

  private void names(String output, Set<String> found) {
    for (Pattern pattern : NAMES) {
      Matcher match = pattern.matcher(output);
      if (match.find()) {
        declared(match.group("name"), found);
      }
    }
    Matcher hashes = HASHES.matcher(output);
    if (hashes.find()) {
      declared(hashes.group("name"), found);
    }
  }

  private void declared(String name, Set<String> found) {
    String wanted = RequirementsFile.normalized(name.replaceAll("[._-]+$", ""));
    for (RequirementsFile file : files) {
      for (RequirementsFile.Line line : file.lines()) {
        if (line.name().filter(wanted::equals).isPresent()) {
          found.add(sentence(file, line));
        }
      }
    }
  }

  private String sentence(RequirementsFile file, RequirementsFile.Line line) {
    return "%s line %d: \"%s\"".formatted(shown(file.file()), line.number(), line.text());
  }

  private String shown(Path file) {
    return file.startsWith(folder) ? folder.relativize(file).toString() : file.toString();
  }
}
