package dev.junicorn.plan.startup;

import dev.junicorn.plan.Bind;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.plan.Sourced;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Azure App Service on Linux, as far as a server in one of its containers has to know it. Its front
 * end ends TLS, reaches the container over a link-local address, and gives up on a request after
 * 230 seconds.
 *
 * @param environment the process's environment
 */
public record AppService(Map<String, String> environment) {

  /** Its name as the source of a value. */
  public static final String NAME = "App Service";

  /** How long the front end waits for an answer; a client gets a 504 then. */
  public static final Duration FRONT_END_LIMIT = Duration.ofSeconds(230);

  /** Asked for again and again until there is any answer; then the site gets its traffic. */
  static final String WARM_UP_PATH = "/robots933456.txt";

  private static final String FRONT_END = "169.254.0.0/16";

  /** Set in every container of it, and hardly anywhere else. */
  private static final String MARK = "WEBSITE_INSTANCE_ID";

  private static final String STOP_LIMIT = "WEBSITES_CONTAINER_STOP_TIME_LIMIT";

  /** The platform's default and largest, seconds. */
  private static final int USUAL_STOP_LIMIT = 5;

  private static final int LARGEST_STOP_LIMIT = 120;

  /** What is kept of the stop limit for the last answers and for the workers' exit handlers. */
  private static final int END_SECONDS = 2;

  /** App Service, where the process runs in it. */
  public static Optional<AppService> in(Map<String, String> environment) {
    return environment.getOrDefault(MARK, "").isEmpty()
        ? Optional.empty()
        : Optional.of(new AppService(environment));
  }

  /** Options that fit it, weaker than everything a user says. */
  public List<String> options() {
    List<String> options = new ArrayList<>();
    if (!environment.containsKey("FORWARDED_ALLOW_IPS")) {
      options.add("--forwarded-allow-ips=127.0.0.1,::1," + FRONT_END);
    }
    options.add("--timeout=" + FRONT_END_LIMIT.toSeconds());
    options.add("--graceful-timeout=" + (stopLimit().toSeconds() - END_SECONDS));
    return List.copyOf(options);
  }

  /** What it asks of a server with these settings. */
  public LaunchPlan.Platform platform(LaunchPlan.Listen listen, LaunchPlan.Times times) {
    return new LaunchPlan.Platform(
        Optional.of(WARM_UP_PATH), true, Optional.of(stopLimit()), warnings(listen, times));
  }

  /** How long after TERM the container is killed. */
  Duration stopLimit() {
    String written = environment.getOrDefault(STOP_LIMIT, "").strip();
    int seconds = written.matches("[1-9][0-9]{0,5}") ? Integer.parseInt(written) : USUAL_STOP_LIMIT;
    return Duration.ofSeconds(Math.clamp(seconds, USUAL_STOP_LIMIT, LARGEST_STOP_LIMIT));
  }

  private List<String> warnings(LaunchPlan.Listen listen, LaunchPlan.Times times) {
    List<String> warnings = new ArrayList<>();
    if (times.request().isZero() || times.request().compareTo(FRONT_END_LIMIT) > 0) {
      warnings.add(
          "--timeout %d allows more than App Service: its front end answers 504 after %d s, and the"
                  .formatted(times.request().toSeconds(), FRONT_END_LIMIT.toSeconds())
              + " request goes on for nobody. Use --timeout "
              + FRONT_END_LIMIT.toSeconds()
              + " or less, and a task queue for longer work");
    }
    if (times.graceful().compareTo(stopLimit()) >= 0) {
      warnings.add(
          "--graceful-timeout %d is no shorter than the %d s after which App Service kills the"
                  .formatted(times.graceful().toSeconds(), stopLimit().toSeconds())
              + " container: requests may be lost. Lower it, or raise "
              + STOP_LIMIT
              + " (at most "
              + LARGEST_STOP_LIMIT
              + ")");
    }
    if (!listen.binds().isEmpty() && listen.binds().stream().allMatch(AppService::isLoopback)) {
      warnings.add(
          "--bind "
              + listen.binds().getFirst().value()
              + " cannot be reached by App Service's front end, which will give up after 230 s."
              + " Use --bind 0.0.0.0, or leave it out");
    }
    return List.copyOf(warnings);
  }

  private static boolean isLoopback(Sourced<Bind> bind) {
    return bind.value() instanceof Bind.Tcp(String host, int _)
        && (host.equals("localhost") || host.startsWith("127.") || host.equals("::1"));
  }
}
