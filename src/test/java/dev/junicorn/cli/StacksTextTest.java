package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.control.StackView;
import dev.junicorn.observation.SlotSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Threads at one place are shown together, and no slot is left out. */
class StacksTextTest {

  private static final String STACK = "Stack:\n  File \"a.py\"\n";

  @Test
  void aStackIsIndentedUnderItsRequest() {
    assertThat(StacksText.lines(List.of(view(12, 0, "/report", 15.2, STACK))))
        .containsExactly(
            "GET /report, for 15 s (slot 0 of worker 12, pid 112; asked)",
            "  Stack:",
            "    File \"a.py\"");
    assertThat(StacksText.lines(List.of())).containsExactly("No thread is busy.");
  }

  @Test
  void equalStacksAreShownOnce() {
    assertThat(
            StacksText.lines(
                List.of(
                    view(1, 2, "/a", 3, STACK),
                    view(1, 3, "/b", 15.2, STACK),
                    view(1, 4, "/a", 1, "elsewhere"),
                    view(1, 7, "/b", 4, STACK),
                    view(2, 0, "/b", 5, STACK))))
        .containsExactly(
            "3 x GET /b, GET /a, for 3.0 s to 15 s (slots 2, 3 and 7 of worker 1, pid 101; slot 0 of worker 2, pid 102; asked)",
            "  Stack:",
            "    File \"a.py\"",
            "",
            "GET /a, for 1.0 s (slot 4 of worker 1, pid 101; asked)",
            "  elsewhere");
  }

  @Test
  void manyDifferentRequestsAreCounted() {
    List<StackView> views =
        IntStream.range(0, 9).mapToObj(i -> view(1, i, "/" + i, 1, STACK)).toList();
    assertThat(StacksText.lines(views).getFirst())
        .startsWith("GET /0, GET /1, GET /2, GET /3, GET /4 and 4 others, for 1.0 s (slots 0, 1,");
  }

  @Property
  void everySlotIsNamedOnceAndEveryStackOnce(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 0, max = 3) Integer> stacks) {
    List<StackView> views = new ArrayList<>();
    for (int slot = 0; slot < stacks.size(); slot++) {
      views.add(view(1, slot, "/", 1, "at" + stacks.get(slot)));
    }
    List<String> lines = StacksText.lines(views);
    assertThat(lines.stream().filter(line -> line.startsWith("  at")).toList())
        .containsExactlyInAnyOrderElementsOf(
            stacks.stream().map(number -> "  at" + number).collect(Collectors.toSet()));
    List<String> slots =
        lines.stream()
            .filter(line -> line.contains(" of worker"))
            .map(line -> line.replaceAll(".*\\(slots? (.*) of worker.*", "$1"))
            .flatMap(named -> List.of(named.split(", | and ", -1)).stream())
            .toList();
    assertThat(slots)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, stacks.size()).mapToObj(Integer::toString).toList());
  }

  private static StackView view(int worker, int slot, String target, double age, String stack) {
    return new StackView(
        new SlotSeen(worker, 100 + worker, slot, "busy", "GET", target, age, 0), stack, "asked");
  }
}
