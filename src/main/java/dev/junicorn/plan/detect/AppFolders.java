package dev.junicorn.plan.detect;

import dev.junicorn.plan.startup.StartupCommand;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the app is, for everything that is looked for beside it. Relative, with slashes; empty for
 * the top.
 *
 * @param directory the working directory
 * @param module the folder of the app's own module, which may be further down
 */
record AppFolders(String directory, String module) {

  private static final String CHDIR = "--chdir";

  /** Of an app that was decided for. */
  static AppFolders of(Choice choice) {
    return new AppFolders(choice.directory(), choice.extraPath());
  }

  /**
   * Of gunicorn's command line: by {@code cd}, {@code --chdir} and the module's name.
   *
   * @param folder the app's folder, absolute
   * @param environment what {@code $NAME} in the command stands for
   */
  static AppFolders of(
      String command, Path folder, Map<String, String> environment, Findings findings) {
    if (!(StartupCommand.read(command, environment) instanceof StartupCommand.Gunicorn gunicorn)) {
      return new AppFolders("", "");
    }
    List<String> words = gunicorn.arguments();
    Path directory = below(folder, folder.resolve(gunicorn.directory()));
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith(CHDIR + "=")) {
        directory = below(folder, directory.resolve(word.substring(CHDIR.length() + 1)));
      } else if (word.equals(CHDIR) && i + 1 < words.size()) {
        directory = below(folder, directory.resolve(words.get(i + 1)));
      }
    }
    String relative = folder.relativize(directory).toString();
    return new AppFolders(relative, moduleFolder(words, relative, findings));
  }

  /** What leads out of the folder is refused when the command is followed. */
  private static Path below(Path folder, Path named) {
    try {
      Path normal = named.normalize();
      return normal.startsWith(folder) ? normal : folder;
    } catch (InvalidPathException e) {
      return folder;
    }
  }

  /** The folder of the module that a word names: {@code backend.app:app}. */
  private static String moduleFolder(List<String> words, String directory, Findings findings) {
    for (String word : words) {
      String path = Modules.join(directory, word.split(":", 2)[0].replace('.', '/'));
      if (findings.source(path + ".py").isPresent()) {
        return Modules.parent(path);
      }
      if (findings.isPackage(path)) {
        return path;
      }
    }
    return directory;
  }

  /** The folders to look in, in order: the working directory, those above it, the module's. */
  List<String> order() {
    Set<String> order = new LinkedHashSet<>(upwards(directory));
    order.add("");
    order.addAll(upwards(module));
    return List.copyOf(order);
  }

  private static List<String> upwards(String folder) {
    List<String> folders = new ArrayList<>();
    for (String at = folder; !at.isEmpty(); at = Modules.parent(at)) {
      folders.add(at);
    }
    return folders;
  }
}
