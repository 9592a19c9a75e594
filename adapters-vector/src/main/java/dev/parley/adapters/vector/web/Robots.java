package dev.parley.adapters.vector.web;

import dev.parley.adapters.vector.web.GuardedRequests.Room;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.web.RobotsRules;
import dev.parley.domain.web.Validators;
import dev.parley.domain.web.WebAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What sites ask robots to leave alone, remembered for a while (RFC 9309). */
final class Robots {
  /** What is beyond need not be looked at (section 2.5). */
  private static final Room ROOM = new Room(500 * 1024, true);

  private static final int MAX_REDIRECTS = 5;
  private static final int MAX_SITES = 500;
  private static final Duration KEPT = Duration.ofMinutes(10);

  private final GuardedRequests requests;
  private final Map<String, Kept> sites = new LinkedHashMap<>();

  Robots(GuardedRequests requests) {
    this.requests = requests;
  }

  private record Kept(RobotsRules rules, long since) {}

  /** Fails where a site does not want an address read, or does not say. */
  void requireAllowed(WebAddress address, Attempt attempt) throws IOException {
    Optional<RobotsRules> known = known(address.site());
    RobotsRules rules = known.isPresent() ? known.get() : ask(address, attempt);
    if (!rules.allow(address.target())) {
      throw new FetchFailure(DocumentError.URL_ROBOTS);
    }
  }

  private synchronized Optional<RobotsRules> known(String site) {
    Kept kept = sites.get(site);
    return kept != null && System.nanoTime() - kept.since() < KEPT.toNanos()
        ? Optional.of(kept.rules())
        : Optional.empty();
  }

  private synchronized void keep(String site, RobotsRules rules) {
    sites.remove(site);
    sites.put(site, new Kept(rules, System.nanoTime()));
    if (sites.size() > MAX_SITES) {
      sites.remove(sites.keySet().iterator().next());
    }
  }

  private RobotsRules ask(WebAddress address, Attempt attempt) throws IOException {
    RobotsRules rules = rules(WebAddress.parse(address.site() + "/robots.txt"), attempt);
    keep(address.site(), rules);
    return rules;
  }

  private RobotsRules rules(WebAddress first, Attempt attempt) throws IOException {
    WebAddress address = first;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      Answer answer = requests.get(address, Validators.NONE, ROOM, attempt);
      if (!answer.isRedirect()) {
        return rules(answer);
      }
      Optional<WebAddress> next = Redirects.next(address, answer);
      if (next.isEmpty()) {
        return RobotsRules.NONE;
      }
      address = next.get();
    }
    return RobotsRules.NONE;
  }

  private static RobotsRules rules(Answer answer) throws FetchFailure {
    if (answer.status() == 200) {
      return RobotsRules.parse(
          new String(answer.body(), StandardCharsets.UTF_8), GuardedRequests.ROBOT);
    }
    if (answer.status() >= 500) {
      throw new FetchFailure(DocumentError.URL_ROBOTS);
    }
    return RobotsRules.NONE;
  }
}
