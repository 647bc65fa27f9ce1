package dev.junicorn.build;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a requirements file, decoded as pip decodes it: by its byte order mark, else by a
 * comment {@code # coding: NAME} in the first two lines, else as UTF-8.
 */
final class Decoding {

  private static final Pattern CODING = Pattern.compile("coding[:=]\\s*([-\\w.]+)");

  /** With those of four bytes before those of two that they begin with. */
  private static final Map<String, List<Integer>> MARKS = marks();

  private Decoding() {}

  private static Map<String, List<Integer>> marks() {
    Map<String, List<Integer>> marks = new LinkedHashMap<>();
    marks.put("UTF-8", List.of(0xEF, 0xBB, 0xBF));
    marks.put("UTF-32LE", List.of(0xFF, 0xFE, 0, 0));
    marks.put("UTF-32BE", List.of(0, 0, 0xFE, 0xFF));
    marks.put("UTF-16LE", List.of(0xFF, 0xFE));
    marks.put("UTF-16BE", List.of(0xFE, 0xFF));
    return marks;
  }

  static String text(byte[] bytes) {
    for (Map.Entry<String, List<Integer>> mark : MARKS.entrySet()) {
      if (startsWith(bytes, mark.getValue())) {
        int length = mark.getValue().size();
        return new String(bytes, length, bytes.length - length, Charset.forName(mark.getKey()));
      }
    }
    return new String(bytes, named(new String(bytes, StandardCharsets.ISO_8859_1)));
  }

  private static boolean startsWith(byte[] bytes, List<Integer> mark) {
    for (int i = 0; i < mark.size(); i++) {
      if (bytes.length <= i || Byte.toUnsignedInt(bytes[i]) != mark.get(i)) {
        return false;
      }
    }
    return true;
  }

  private static Charset named(String text) {
    for (String line : text.lines().limit(2).toList()) {
      Matcher coding = CODING.matcher(line);
      if (line.startsWith("#") && coding.find()) {
        String name = coding.group(1).toLowerCase(Locale.ROOT).replace("latin-1", "latin1");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
      }
    }
    return StandardCharsets.UTF_8;
  }
}
