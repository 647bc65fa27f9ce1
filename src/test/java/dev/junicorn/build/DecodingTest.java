package dev.junicorn.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecodingTest {

  private static final String TEXT = "-r base.txt\n# Käse\n";

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void aByteOrderMarkDecides(String name) {
    assertThat(Decoding.text(("\uFEFF" + TEXT).getBytes(Charset.forName(name)))).isEqualTo(TEXT);
  }

  @Test
  void aCommentInTheFirstTwoLinesDecides() {
    String latin = "# -*- coding: latin-1 -*-\n" + TEXT;
    assertThat(Decoding.text(latin.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(latin);
    String later = "\n\n# coding: latin-1\n" + TEXT;
    assertThat(Decoding.text(later.getBytes(StandardCharsets.UTF_8))).isEqualTo(later);
    String unknown = "# coding: klingon\n" + TEXT;
    assertThat(Decoding.text(unknown.getBytes(StandardCharsets.UTF_8))).isEqualTo(unknown);
  }

  @Test
  void withoutEitherItIsUtf8() {
    assertThat(Decoding.text(TEXT.getBytes(StandardCharsets.UTF_8))).isEqualTo(TEXT);
    assertThat(Decoding.text(new byte[0])).isEmpty();
  }
}
