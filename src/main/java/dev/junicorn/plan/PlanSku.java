package dev.junicorn.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A size of an Azure App Service plan.
 *
 * @param name as Azure writes it: {@code P1v3}
 * @param cores virtual CPUs; 1 for a shared one
 * @param megabytes of memory; for a shared plan what one app may use
 * @param shared whether the machine is shared with strangers
 * @param verified whether Microsoft's documents or a measurement confirm the figures
 */
public record PlanSku(String name, int cores, int megabytes, boolean shared, boolean verified) {

  private static final long MEBI = 1L << 20;
  private static final int GIBI = 1024;

  /**
   * What App Service itself takes of a machine: measured on B1, where 73 % of 1855 MB were used
   * with one small app. The cgroup has no limit there, so only this tells what is left.
   */
  static final int PLATFORM_MEGABYTES = 1200;

  /** Every size, as a person would list them. */
  public static List<PlanSku> all() {
    List<PlanSku> all = new ArrayList<>();
    all.add(new PlanSku("F1", 1, GIBI, true, true));
    all.add(new PlanSku("D1", 1, GIBI, true, true));
    // The kernel's MemTotal on a B1; S1 is taken for the same machine.
    all.add(new PlanSku("B1", 1, 1855, false, true));
    all.add(own("B2", 2, 3.5));
    all.add(own("B3", 4, 7));
    all.add(new PlanSku("S1", 1, 1855, false, false));
    all.add(own("S2", 2, 3.5));
    all.add(own("S3", 4, 7));
    all.add(own("P1v2", 1, 3.5));
    all.add(own("P2v2", 2, 7));
    all.add(own("P3v2", 4, 14));
    all.add(official("P0v3", 1, 4));
    all.add(official("P1v3", 2, 8));
    all.add(official("P2v3", 4, 16));
    all.add(official("P3v3", 8, 32));
    all.add(official("P1mv3", 2, 16));
    all.add(official("P2mv3", 4, 32));
    all.add(official("P3mv3", 8, 64));
    all.add(official("P4mv3", 16, 128));
    all.add(official("P5mv3", 32, 256));
    series(all, "P%dv4", 0, 3, 1, 4);
    series(all, "P%dmv4", 1, 5, 2, 16);
    series(all, "I%dv2", 1, 6, 2, 8);
    return List.copyOf(all);
  }

  /** Sizes that double from one to the next; none of these is confirmed. */
  private static void series(
      List<PlanSku> all, String name, int first, int last, int cores, int gigabytes) {
    for (int i = first; i <= last; i++) {
      all.add(own(name.formatted(i), cores << (i - first), gigabytes << (i - first)));
    }
  }

  private static PlanSku official(String name, int cores, int gigabytes) {
    return new PlanSku(name, cores, gigabytes * GIBI, false, true);
  }

  private static PlanSku own(String name, int cores, double gigabytes) {
    return new PlanSku(name, cores, (int) (gigabytes * GIBI), false, false);
  }

  /** The size of this name, in upper or lower case. */
  public static Optional<PlanSku> named(String name) {
    return all().stream()
        .filter(sku -> sku.name.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /** A machine of this size with nothing on it but the platform. */
  public Machine machine() {
    int left = shared ? megabytes : megabytes - PLATFORM_MEGABYTES;
    String doubt = verified ? "" : ", a size that is not verified";
    return new Machine(
        new Sourced<>(cores, "--sku " + name + doubt),
        Optional.of(
            new Sourced<>(
                left * MEBI,
                shared
                    ? "--sku " + name + doubt
                    : "--sku %s%s: %d MB, less %d MB for App Service itself"
                        .formatted(name, doubt, megabytes, PLATFORM_MEGABYTES))));
  }
}
