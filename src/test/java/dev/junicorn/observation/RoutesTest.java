package dev.junicorn.observation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths become few names. */
class RoutesTest {

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
    Routes routes = new Routes();
    for (int i = 0; i < 1000; i++) {
      assertThat(routes.group("/scan" + i, 404)).isEqualTo(Routes.NOT_FOUND);
    }
    assertThat(routes.group("/real", 200)).isEqualTo("/real");
  }

  @Test
  void thereAreOnlySoManyGroups() {
    Routes routes = new Routes();
    Set<String> groups = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      groups.add(routes.group("/page" + "x".repeat(i % 30) + (char) ('a' + i % 26), 200));
    }
    assertThat(groups).hasSize(Routes.MOST + 1).contains(Routes.OTHER);
    assertThat(routes.group("/pagea", 200)).isEqualTo("/pagea");
  }

  @Property
  void anyPathHasAShortName(@ForAll String path) {
    assertThat(Routes.collapse("/" + path)).startsWith("/").hasSizeLessThanOrEqualTo(3 * 33 + 2);
  }
}
