package dev.junicorn.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What faulthandler of CPython 3.11 and 3.14 writes. */
class StackDumpTest {

  private static final String DUMP =
      """
      Thread 0x00007fae0d15d6c0 (most recent call first):
        File "/srv/app/app.py", line 4 in view "quoted"
        File "/usr/lib/python3.11/threading.py", line 975 in run

      Thread 0x00007fae0d95e6c0 [junicorn-slot-1] (most recent call first):
        File "/srv/app/app.py", line 5 in <lambda>
        ...

      Thread 0x00007fae0d95e6c1 (most recent call first):
        <no Python frame>

      Current thread 0x00007fae1207c040 (most recent call first):
        File "<string>", line 6 in <module>
      """;

  @Test
  void readsEveryThreadOutermostFirst() {
    Map<Long, List<StackLine>> stacks = StackDump.parse(DUMP);
    assertThat(stacks.get(0x7fae0d15d6c0L))
        .containsExactly(
            new StackLine("/usr/lib/python3.11/threading.py", 975, "run", ""),
            new StackLine("/srv/app/app.py", 4, "view \"quoted\"", ""));
    assertThat(stacks.get(0x7fae0d95e6c0L))
        .containsExactly(new StackLine("/srv/app/app.py", 5, "<lambda>", ""));
    assertThat(stacks.get(0x7fae0d95e6c1L)).isEmpty();
    assertThat(List.copyOf(stacks.keySet()).getLast()).isEqualTo(0x7fae1207c040L);
  }

  @Test
  void aDumpThatIsCutShortKeepsWhatItHas() {
    for (int length = 0; length < DUMP.length(); length++) {
      assertThat(StackDump.parse(DUMP.substring(0, length))).hasSizeLessThanOrEqualTo(4);
    }
  }

  @Property
  void readsAnything(@ForAll String text) {
    assertThat(StackDump.parse("  File \"" + text)).isEmpty();
    String odd = "Thread 0x" + text + "\n  File \"" + text + "\", line " + text;
    assertThat(StackDump.parse(odd)).hasSizeLessThanOrEqualTo(1);
  }
}
