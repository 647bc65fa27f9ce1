package dev.junicorn.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes wheels (PEP 427) of one module each, so that installing needs no network. */
public record Wheelhouse(Path folder) {

  /** A wheel whose module holds its own version. */
  public Wheelhouse wheel(String name, String version) {
    Map<String, String> files = new LinkedHashMap<>();
    String info = name + "-" + version + ".dist-info/";
    files.put(name + ".py", "VERSION = '" + version + "'\n");
    files.put(
        info + "METADATA", "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n");
    files.put(
        info + "WHEEL",
        "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
    StringBuilder record = new StringBuilder();
    files.keySet().forEach(file -> record.append(file).append(",,\n"));
    files.put(info + "RECORD", record.append(info).append("RECORD,,\n").toString());
    write(folder.resolve(name + "-" + version + "-py3-none-any.whl"), files);
    return this;
  }

  private static void write(Path wheel, Map<String, String> files) {
    try {
      Files.createDirectories(wheel.getParent());
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
        for (Map.Entry<String, String> file : files.entrySet()) {
          zip.putNextEntry(new ZipEntry(file.getKey()));
          zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
          zip.closeEntry();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
