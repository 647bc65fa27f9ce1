package dev.junicorn.plan.detect;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What there is in a folder. Paths are relative to it, with slashes.
 *
 * @param python the version of the Python that read the files
 * @param sources Python files by path, nearest first
 * @param texts other files that decide something, by path
 * @param environments folders that are virtual environments
 * @param pythonFiles how many Python files were seen
 * @param cut why not everything was read; empty where it was
 * @param tooDeep the first folder that was not looked at because it lies too deep; empty for none
 */
public record Findings(
    String python,
    Map<String, SourceFile> sources,
    Map<String, TextFile> texts,
    List<String> environments,
    int pythonFiles,
    String cut,
    String tooDeep) {

  /**
   * A file that is read as text, or whose being there is enough.
   *
   * @param problem why it could not be read; empty where it could
   */
  public record TextFile(String path, String content, String problem) {}

  Optional<SourceFile> source(String path) {
    return Optional.ofNullable(sources.get(path));
  }

  /** A text file that could be read. */
  Optional<TextFile> text(String path) {
    return Optional.ofNullable(texts.get(path)).filter(text -> text.problem().isEmpty());
  }

  /** Whether there is a file that can be read; a link that leads out of the folder cannot. */
  boolean has(String path) {
    return text(path).isPresent() || sources.containsKey(path);
  }

  /** Whether the folder, relative, is a package that Python imports as such. */
  boolean isPackage(String folder) {
    return !folder.isEmpty() && sources.containsKey(folder + "/__init__.py");
  }
}
