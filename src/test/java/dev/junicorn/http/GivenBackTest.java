package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * What is counted for all clients together is given back, whatever clients, apps, disk and memory
 * do in whatever order: a server that lost a little of it now and then would one day refuse
 * everybody.
 */
class GivenBackTest {

  @Property(tries = 400, seed = "1")
  void whenAllHaveGone(@ForAll @Size(max = 120) List<@IntRange(max = 999_999) Integer> steps)
      throws IOException {
    try (Crowd crowd = new Crowd()) {
      steps.forEach(crowd::step);
      crowd.endApps();
      crowd.resetAll();
      assertThat(crowd.held()).isEmpty();
    }
  }

  @Property(tries = 400, seed = "2")
  void whenAllAreSilent(@ForAll @Size(max = 120) List<@IntRange(max = 999_999) Integer> steps)
      throws IOException {
    try (Crowd crowd = new Crowd()) {
      steps.forEach(crowd::step);
      crowd.takeAll();
      crowd.endApps();
      crowd.takeAll();
      assertThat(crowd.heldByOpen()).isEmpty();
      crowd.fallSilent();
      assertThat(crowd.held()).isEmpty();
    }
  }

  @Property(tries = 200, seed = "3")
  void whenAppsEndLast(@ForAll @Size(max = 120) List<@IntRange(max = 999_999) Integer> steps)
      throws IOException {
    try (Crowd crowd = new Crowd()) {
      steps.forEach(crowd::step);
      crowd.resetAll();
      crowd.endApps();
      assertThat(crowd.held()).isEmpty();
    }
  }
}
