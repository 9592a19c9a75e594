package dev.parley.bootstrap.simulate;

import dev.parley.domain.schedule.Policy;
import dev.parley.domain.validation.InvalidValue;
import java.util.Objects;

/**
 * What is simulated.
 *
 * @param workers model servers
 * @param batch requests that a server answers at once
 * @param requests of each tenant; the noisy one has {@code noise} times as many in the same time
 * @param tenants how many ask
 * @param noise how much more than the others the last tenant asks for; 1 for no more
 * @param mix how urgent the requests are
 * @param load what a tenant asks for as a part of what its equal share of the servers can do
 * @param seed of the arrivals and lengths
 */
public record Scenario(
    int workers,
    int batch,
    int requests,
    Policy policy,
    int tenants,
    int noise,
    Mix mix,
    double load,
    long seed) {
  private static final int MOST = 1_000;
  private static final int MOST_TENANTS = 64;
  private static final int MOST_NOISE = 100;
  private static final int MOST_REQUESTS = 100_000;
  private static final long MOST_IN_ALL = 1_000_000;
  private static final double LEAST_LOAD = 0.01;
  private static final double MOST_LOAD = 10;

  public Scenario {
    require("--workers", workers, 1, MOST);
    require("--batch", batch, 1, MOST);
    require("--requests", requests, 1, MOST_REQUESTS);
    Objects.requireNonNull(policy);
    Objects.requireNonNull(mix);
    require("--tenants", tenants, 1, MOST_TENANTS);
    require("--noisy-tenant", noise, 1, MOST_NOISE);
    if (noise > 1 && tenants < 2) {
      throw new InvalidValue("--tenants", tenants, "at least 2 with a noisy one among them");
    }
    if (!(load >= LEAST_LOAD && load <= MOST_LOAD)) {
      throw new InvalidValue("--load", load, LEAST_LOAD + ".." + MOST_LOAD);
    }
    long all = (long) requests * (tenants - 1 + noise);
    if (all > MOST_IN_ALL) {
      throw new InvalidValue(
          "--requests", requests, "at most " + MOST_IN_ALL + " of all tenants, not " + all);
    }
  }

  /** All requests are interactive. */
  Scenario(
      int workers,
      int batch,
      int requests,
      Policy policy,
      int tenants,
      int noise,
      double load,
      long seed) {
    this(workers, batch, requests, policy, tenants, noise, Mix.INTERACTIVE, load, seed);
  }

  private static void require(String option, int given, int least, int most) {
    if (given < least || given > most) {
      throw new InvalidValue(option, given, least + ".." + most);
    }
  }

  /** Requests that are answered at once. */
  int slots() {
    return workers * batch;
  }

  /** Slots of a tenant that has its equal share of the servers to itself. */
  int share() {
    return Math.max(1, slots() / tenants);
  }

  /** Whether the tenant of this number is the noisy one. */
  boolean isNoisy(int tenant) {
    return noise > 1 && tenant == tenants - 1;
  }

  String name(int tenant) {
    return isNoisy(tenant) ? "noisy" : "tenant-" + (tenant + 1);
  }

  Scenario with(Policy other) {
    return new Scenario(workers, batch, requests, other, tenants, noise, mix, load, seed);
  }
}
