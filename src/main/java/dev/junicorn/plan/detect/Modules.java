package dev.junicorn.plan.detect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Python's import system on paper: which file a module is, and which module a file is.
 *
 * @param folders those that hold a Python file, however far below
 */
record Modules(Findings findings, Set<String> folders) {

  static Modules of(Findings findings) {
    Set<String> folders = new HashSet<>();
    for (SourceFile file : findings.sources().values()) {
      for (String at = file.folder(); !at.isEmpty() && folders.add(at); ) {
        at = parent(at);
      }
    }
    return new Modules(findings, Set.copyOf(folders));
  }

  /** Where a file is imported from, and as what. */
  record Place(String root, String module) {}

  /** The file that a dotted name means for an import in {@code from}, and what is left of it. */
  record Target(SourceFile file, List<String> rest) {}

  /**
   * The folder that has to be on the path so that the file can be imported: the first one upwards
   * that is no package, unless the file imports by a name further up, or by dots.
   */
  Place place(SourceFile file) {
    String root = file.folder();
    while (findings.isPackage(root)) {
      root = parent(root);
    }
    String chosen = nearerTop(namedFrom(file, root).orElse(root), aboveRelatives(file));
    String path = chosen.isEmpty() ? file.path() : file.path().substring(chosen.length() + 1);
    return new Place(chosen, moduleName(path));
  }

  /** {@code from ..models import X} works only where two folders up is the path or below it. */
  private static String aboveRelatives(SourceFile file) {
    int dots =
        Stream.concat(file.imports().values().stream(), file.stars().stream())
            .mapToInt(Modules::leadingDots)
            .max()
            .orElse(0);
    String folder = file.folder();
    for (int i = 0; i < dots; i++) {
      folder = parent(folder);
    }
    return folder;
  }

  private static int leadingDots(String name) {
    int dots = 0;
    while (dots < name.length() && name.charAt(dots) == '.') {
      dots++;
    }
    return dots;
  }

  /** Of two folders on the same way down. */
  private static String nearerTop(String one, String other) {
    return one.length() <= other.length() ? one : other;
  }

  /** The folder above {@code root} from which the file's own imports name a folder on its path. */
  private Optional<String> namedFrom(SourceFile file, String root) {
    Set<String> names = topLevelNames(file);
    String below = root;
    while (!below.isEmpty()) {
      String name = below.substring(below.lastIndexOf('/') + 1);
      if (names.contains(name) && !folders.contains(join(root, name))) {
        return Optional.of(parent(below));
      }
      below = parent(below);
    }
    return Optional.empty();
  }

  private static Set<String> topLevelNames(SourceFile file) {
    Set<String> names =
        file.imports().values().stream()
            .filter(name -> !name.startsWith("."))
            .map(Modules::first)
            .collect(Collectors.toSet());
    file.settings().forEach(name -> names.add(first(name.module())));
    return names;
  }

  /** The file that the dotted name leads to, seen from a file; relative names begin with dots. */
  Optional<Target> find(SourceFile from, String dotted) {
    if (dotted.startsWith(".")) {
      String folder = from.folder();
      int dots = 1;
      while (dots < dotted.length() && dotted.charAt(dots) == '.') {
        folder = parent(folder);
        dots++;
      }
      return findBelow(folder, parts(dotted.substring(dots)));
    }
    String folder = from.folder();
    while (true) {
      Optional<Target> found = findBelow(folder, parts(dotted));
      if (found.isPresent()) {
        return found;
      }
      if (folder.isEmpty()) {
        return findBelow("src", parts(dotted));
      }
      folder = parent(folder);
    }
  }

  /** The file of a dotted name below a folder on the path. */
  Optional<Target> findBelow(String folder, List<String> parts) {
    String at = folder;
    for (int i = 0; i < parts.size(); i++) {
      at = join(at, parts.get(i));
      boolean hasFolder = folders.contains(at);
      Optional<SourceFile> module = findings.source(at + ".py");
      // A package hides a module of its name; a mere folder does not.
      if (module.isPresent() && !findings.isPackage(at)) {
        return Optional.of(new Target(module.get(), parts.subList(i + 1, parts.size())));
      }
      if (!hasFolder) {
        return initOf(parent(at), parts.subList(i, parts.size()), folder);
      }
    }
    return initOf(at, List.of(), folder);
  }

  private Optional<Target> initOf(String folder, List<String> rest, String root) {
    if (folder.equals(root)) {
      return Optional.empty();
    }
    return findings.source(folder + "/__init__.py").map(file -> new Target(file, rest));
  }

  /** Why Python cannot import the file as this module; empty where it can. */
  Optional<String> hindrance(SourceFile file, Place place) {
    String stem = file.path().substring(0, file.path().length() - ".py".length());
    for (String part : stem.split("/", -1)) {
      if (part.indexOf('.') >= 0) {
        return Optional.of(
            "Python cannot import it: there is a dot in the name \"" + part + "\". Rename it");
      }
    }
    for (String part : place.module().split("\\.", -1)) {
      if (!part.replace('-', '_').matches("[\\p{L}_][\\p{L}\\p{N}_]*")) {
        return Optional.of(
            "\""
                + part
                + "\" cannot be the name of a module. Rename it, with letters, digits and _");
      }
    }
    if (findings.isPackage(stem)) {
      return Optional.of(
          "Python imports the package " + stem + "/ in its place, which has this name too");
    }
    return Optional.empty();
  }

  private static String moduleName(String path) {
    String stem = path.substring(0, path.length() - ".py".length());
    String module = stem.replace('/', '.');
    return module.endsWith(".__init__")
        ? module.substring(0, module.length() - ".__init__".length())
        : module;
  }

  static List<String> parts(String dotted) {
    List<String> parts = new ArrayList<>();
    for (String part : dotted.split("\\.", -1)) {
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    return parts;
  }

  static String first(String dotted) {
    return dotted.split("\\.", 2)[0];
  }

  static String parent(String folder) {
    return folder.substring(0, Math.max(0, folder.lastIndexOf('/')));
  }

  static String join(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }
}
