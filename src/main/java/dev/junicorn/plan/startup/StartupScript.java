package dev.junicorn.plan.startup;

import dev.junicorn.event.Reason;
import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Sourced;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A startup command, or a startup file, as an operator set it.
 *
 * @param text all of it, with LF at the lines' ends; the source names the setting, and the file
 *     where there is one
 * @param words what runs it as it is
 */
public record StartupScript(Sourced<String> text, List<String> words) {

  /** Linux passes at most 128 KiB as one argument, and this is a script to start a server. */
  private static final int MOST_BYTES = 100 * 1024;

  private static final String SHELL = "/bin/sh";

  /** Where App Service keeps an app. */
  private static final Path WWWROOT = Path.of("/home/site/wwwroot");

  private static final Pattern NAMES_SITE = Pattern.compile(WWWROOT + "(?![\\w.-])");

  /** What needs no quotes in a shell. */
  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

  /** What only a file's name ends with. */
  private static final String FILE_NAME = "\\S+\\.(?:sh|bash|txt|cmd)";

  /**
   * Reads the setting. A setting that is the name of a file means the file.
   *
   * @param setting the command or the file's name, and where that was set
   * @param folder where a relative name starts from, absolute
   */
  public static StartupScript of(Sourced<String> setting, Path folder) {
    return of(setting, folder, WWWROOT);
  }

  /**
   * @param site App Service's folder; where there is none, the app's folder is meant
   */
  static StartupScript of(Sourced<String> setting, Path folder, Path site) {
    boolean names = NAMES_SITE.matcher(setting.value()).find();
    if (!names || Files.exists(site) || !PLAIN.matcher(folder.toString()).matches()) {
      return read(setting, folder);
    }
    String here =
        NAMES_SITE.matcher(setting.value()).replaceAll(Matcher.quoteReplacement(folder.toString()));
    String source = setting.source() + "; " + WWWROOT + " is not here, and stands for the folder";
    return read(new Sourced<>(here, source), folder);
  }

  private static StartupScript read(Sourced<String> setting, Path folder) {
    String written = setting.value().strip();
    Optional<Path> file = file(written, folder);
    if (file.isPresent()) {
      return ofFile(file.get(), written, setting);
    }
    if (written.matches(FILE_NAME)) {
      throw new ConfigError(
          subject(setting),
          "there is no such file in " + folder + ".",
          "Name a file that is deployed with the app, or write the command itself.");
    }
    String text = withLineFeeds(written);
    return new StartupScript(new Sourced<>(text, setting.source()), List.of(SHELL, "-c", text));
  }

  private static StartupScript ofFile(Path file, String written, Sourced<String> setting) {
    String content = content(file, setting);
    String text = withLineFeeds(content);
    List<String> words = new ArrayList<>(interpreter(text));
    if (!text.equals(content)) {
      // The system and the shell take CR for a part of the words; the file's name stays $0.
      words.add("-c");
      words.add(text);
    }
    words.add(file.toString());
    return new StartupScript(
        new Sourced<>(text, written + " (" + setting.source() + ")"), List.copyOf(words));
  }

  private static Optional<Path> file(String written, Path folder) {
    try {
      return Optional.of(folder.resolve(written).normalize())
          .filter(_ -> !written.isEmpty())
          .filter(Files::isRegularFile);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static String content(Path file, Sourced<String> setting) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new ConfigError(
            subject(setting),
            "the file is larger than " + MOST_BYTES + " bytes.",
            "Name the script that starts the app.");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ConfigError(subject(setting), "the file is no text in UTF-8.", "Save it as UTF-8.");
    } catch (IOException e) {
      throw new ConfigError(
          subject(setting),
          "the file cannot be read (" + Reason.ofFile(e) + ").",
          "Make it readable for the user who starts the server.");
    }
  }

  /** Without the byte order mark and the carriage returns of an editor on Windows. */
  private static String withLineFeeds(String text) {
    String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return plain.replace("\r\n", "\n");
  }

  /** The words of the first line where it names an interpreter. */
  private static List<String> interpreter(String text) {
    String first = text.lines().findFirst().orElse("");
    List<String> named =
        first.startsWith("#!") ? List.of(first.substring(2).strip().split("\\s+")) : List.of();
    return named.isEmpty() || named.getFirst().isEmpty() ? List.of(SHELL) : named;
  }

  private static String subject(Sourced<String> setting) {
    String separator = setting.source().startsWith("-") ? " " : "=";
    return setting.source() + separator + setting.value();
  }
}
