package dev.junicorn.observation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths become few names. */
class RoutesTest {

  private static final long SECOND = 1_000_000_000;

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/about, /about",
    "/about/, /about/",
    "/users/123, /users/{number}",
    "/users/123/orders, /users/{number}/orders",
    "/users/123/orders/, /users/{number}/orders/",
    "/users/123/orders/7, /users/{number}/orders/*",
    "/a/b/c/d/e/f, /a/b/c/*",
    "/o/123e4567-e89b-12d3-a456-426614174000, /o/{uuid}",
    "/c/9fceb02d0ae5, /c/{key}",
    "/c/deadbeef, /c/deadbeef",
    "/v1/items.json, /v1/items.json",
    "/caf\u00e9, /{key}",
    "/a b, /{key}",
    "//x, //x",
  })
  void keysBecomePlaceholders(String path, String group) {
    assertThat(Routes.collapse(path)).isEqualTo(group);
  }

  @Test
  void aLongSegmentIsAKey() {
    assertThat(Routes.collapse("/t/" + "x".repeat(33))).isEqualTo("/t/{key}");
  }

  @Test
  void whatIsNotFoundDoesNotUseUpTheGroups() {
    Routes routes = Routes.lasting();
    for (int i = 0; i < 1000; i++) {
      assertThat(routes.group("/scan" + i, 404, i * SECOND)).isEqualTo(Routes.NOT_FOUND);
    }
    assertThat(routes.group("/real", 200, 0)).isEqualTo("/real");
  }

  @Test
  void thereAreOnlySoManyGroups() {
    Routes routes = Routes.lasting();
    Set<String> groups = new HashSet<>();
    for (int i = 0; i < 4000; i++) {
      groups.add(
          routes.group("/page" + "x".repeat(i % 30) + (char) ('a' + i % 26), 200, i * SECOND));
    }
    assertThat(groups).hasSize(Routes.MOST + 1).contains(Routes.OTHER);
    assertThat(routes.group("/pagea", 200, 0)).isEqualTo("/pagea");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 302, 401, 403, 500})
  void whoAsksForAnythingDoesNotTakeTheNamesAway(int status) {
    Routes routes = Routes.lasting();
    for (int i = 0; i < 130; i++) {
      routes.group("/" + "x".repeat(i % 13) + (char) ('a' + i / 13), status, i * SECOND / 100);
    }
    assertThat(routes.group("/io", 200, 2 * SECOND)).isIn("/io", Routes.OTHER);
    routes.group("/io", 200, 3 * SECOND);
    assertThat(routes.group("/io", 200, 4 * SECOND)).isEqualTo("/io");
  }

  @Test
  void whatIsSentToTheLoginIsNamedWhenItIsAskedForAgain() {
    Routes routes = Routes.lasting();
    assertThat(routes.group("/inbox", 302, 0)).isEqualTo(Routes.OTHER);
    assertThat(routes.group("/inbox", 302, SECOND / 2)).isEqualTo(Routes.OTHER);
    assertThat(routes.group("/inbox", 302, SECOND)).isEqualTo(Routes.OTHER);
    assertThat(routes.group("/inbox", 302, 2 * SECOND)).isEqualTo("/inbox");
  }

  @Test
  void whereGroupsAgeTheirNamesAreFreeAgain() {
    Routes aging = Routes.aging(600);
    Routes lasting = Routes.lasting();
    for (int second = 0; second < 3; second++) {
      for (int i = 0; i < 200; i++) {
        String path = "/" + "x".repeat(i % 20) + (char) ('a' + i / 20);
        aging.group(path, 200, second * SECOND);
        lasting.group(path, 200, second * SECOND);
      }
    }
    for (int later : new int[] {100, 700, 701, 702}) {
      aging.group("/io", 200, later * SECOND);
      lasting.group("/io", 200, later * SECOND);
    }
    assertThat(aging.group("/io", 200, 703 * SECOND)).isEqualTo("/io");
    assertThat(lasting.group("/io", 200, 703 * SECOND)).isEqualTo(Routes.OTHER);
  }

  @Property
  void anyPathHasAShortName(@ForAll String path) {
    assertThat(Routes.collapse("/" + path)).startsWith("/").hasSizeLessThanOrEqualTo(3 * 33 + 2);
  }
}
