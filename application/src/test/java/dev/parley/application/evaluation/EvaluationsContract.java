package dev.parley.application.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.evaluation.Evaluations.Place;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.evaluation.Evaluation;
import dev.parley.domain.evaluation.Evaluation.Configuration;
import dev.parley.domain.evaluation.Evaluation.Status;
import dev.parley.domain.evaluation.EvaluationId;
import dev.parley.domain.evaluation.GoldenAnswer;
import dev.parley.domain.evaluation.GoldenAnswer.Result;
import dev.parley.domain.evaluation.GoldenQuestion;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Evaluations} does. */
public abstract class EvaluationsContract {
  private static final String NODE = "node-a";
  private static final String OTHER_NODE = "node-b";
  private static final Instant NOW = Fixtures.NOW;
  private static final Instant LATER = NOW.plusSeconds(60);
  private static final GoldenAnswer ANSWER =
      new GoldenAnswer(
          Result.ANSWERED,
          null,
          "Twelve [1].",
          List.of(new DocumentId(Fixtures.id()), new DocumentId(Fixtures.id())),
          List.of(new DocumentId(Fixtures.id())),
          new TokenUsage(120, 7, new Money(31)),
          Duration.ofMillis(1_234));
  private static final GoldenAnswer REFUSAL =
      new GoldenAnswer(
          Result.REFUSED,
          "out_of_scope",
          "I do not talk about that.",
          List.of(),
          List.of(),
          TokenUsage.NONE,
          Duration.ofMillis(3));

  private Stores stores;
  private Evaluations evaluations;
  private StoredTenant tenant;
  private StoredTenant otherTenant;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    stores = stores();
    evaluations = stores.evaluations();
    tenant = stores.tenant();
    otherTenant = stores.tenant();
  }

  private Evaluation evaluation(StoredTenant of, Instant createdAt) {
    return new Evaluation(
        new EvaluationId(Fixtures.id()),
        new Principal(of.id(), "key:one", Set.of(Role.KNOWLEDGE, Role.CHAT)),
        "Before and after",
        List.of(
            new Configuration("before", new BotId(Fixtures.id()), null),
            new Configuration("after", new BotId(Fixtures.id()), new ModelId("other"))),
        List.of(
            new GoldenQuestion("How many?", Set.of(new DocumentId(Fixtures.id())), false),
            new GoldenQuestion("Wer gewinnt?", Set.of(), true)),
        10,
        Status.RUNNING,
        null,
        createdAt,
        null);
  }

  private Evaluation stored(StoredTenant of, Instant createdAt) {
    Evaluation evaluation = evaluation(of, createdAt);
    evaluations.add(evaluation);
    return evaluation;
  }

  private Optional<EvaluationId> claimed(String node, Instant now) {
    return stores
        .unitOfWork()
        .acrossTenants(() -> evaluations.claim(node, now, now.plusSeconds(60)))
        .map(Evaluation::id);
  }

  @Test
  void findsWhatWasAdded() {
    Evaluation evaluation = stored(tenant, NOW);

    assertThat(evaluations.find(tenant.id(), evaluation.id())).contains(evaluation);
    assertThat(evaluations.answers(tenant.id(), evaluation.id())).isEmpty();
  }

  @Test
  void showsAnEvaluationToItsTenantOnly() {
    Evaluation evaluation = stored(tenant, NOW);
    assertThat(claimed(NODE, NOW)).contains(evaluation.id());
    assertThat(evaluations.keep(tenant.id(), evaluation.id(), NODE, new Place(0, 0), ANSWER))
        .isTrue();

    assertThat(evaluations.find(otherTenant.id(), evaluation.id())).isEmpty();
    assertThat(evaluations.answers(otherTenant.id(), evaluation.id())).isEmpty();
    assertThat(evaluations.list(otherTenant.id(), new PageRequest(1, 10)).total()).isZero();
    assertThat(evaluations.running(otherTenant.id())).isZero();
    assertThat(evaluations.hold(otherTenant.id(), evaluation.id(), NODE, LATER)).isFalse();
    assertThat(evaluations.keep(otherTenant.id(), evaluation.id(), NODE, new Place(0, 1), ANSWER))
        .isFalse();
    assertThat(evaluations.remove(otherTenant.id(), evaluation.id())).isFalse();
    assertThat(evaluations.find(tenant.id(), evaluation.id())).contains(evaluation);
  }

  @Test
  void listsNewestFirst() {
    Evaluation older = stored(tenant, NOW);
    Evaluation newer = stored(tenant, NOW.plusSeconds(1));
    Evaluation newest = stored(tenant, NOW.plusSeconds(2));

    assertThat(evaluations.list(tenant.id(), new PageRequest(1, 2)).items())
        .containsExactly(newest, newer);
    assertThat(evaluations.list(tenant.id(), new PageRequest(2, 2)).items()).containsExactly(older);
    assertThat(evaluations.list(tenant.id(), new PageRequest(2, 2)).total()).isEqualTo(3);
  }

  @Test
  void givesTheOldestToOneNodeOnly() {
    Evaluation second = stored(otherTenant, NOW.plusSeconds(1));
    Evaluation first = stored(tenant, NOW);

    assertThat(claimed(NODE, NOW)).contains(first.id());
    assertThat(claimed(OTHER_NODE, NOW)).contains(second.id());
    assertThat(claimed(OTHER_NODE, NOW)).isEmpty();
    assertThat(evaluations.running(tenant.id())).isEqualTo(1);
  }

  @Test
  void givesAnAbandonedOneToAnotherNodeWhichThenHoldsItAlone() {
    Evaluation evaluation = stored(tenant, NOW);
    assertThat(claimed(NODE, NOW)).contains(evaluation.id());
    assertThat(evaluations.hold(tenant.id(), evaluation.id(), NODE, NOW.plusSeconds(90))).isTrue();

    assertThat(claimed(OTHER_NODE, NOW.plusSeconds(80))).isEmpty();
    assertThat(claimed(OTHER_NODE, NOW.plusSeconds(91))).contains(evaluation.id());

    assertThat(evaluations.hold(tenant.id(), evaluation.id(), NODE, LATER)).isFalse();
    assertThat(evaluations.keep(tenant.id(), evaluation.id(), NODE, new Place(0, 0), ANSWER))
        .isFalse();
    assertThat(evaluations.end(evaluation.ended(Status.COMPLETED, null, LATER), NODE)).isFalse();
    assertThat(evaluations.answers(tenant.id(), evaluation.id())).isEmpty();
    assertThat(evaluations.find(tenant.id(), evaluation.id())).contains(evaluation);
  }

  @Test
  void keepsTheFirstAnswerInAPlace() {
    Evaluation evaluation = stored(tenant, NOW);
    assertThat(claimed(NODE, NOW)).isPresent();

    assertThat(evaluations.keep(tenant.id(), evaluation.id(), NODE, new Place(0, 0), ANSWER))
        .isTrue();
    assertThat(evaluations.keep(tenant.id(), evaluation.id(), NODE, new Place(1, 0), REFUSAL))
        .isTrue();
    assertThat(evaluations.keep(tenant.id(), evaluation.id(), NODE, new Place(0, 0), REFUSAL))
        .isTrue();

    assertThat(evaluations.answers(tenant.id(), evaluation.id()))
        .isEqualTo(Map.of(new Place(0, 0), ANSWER, new Place(1, 0), REFUSAL));
  }

  @Test
  void ends() {
    Evaluation evaluation = stored(tenant, NOW);
    assertThat(claimed(NODE, NOW)).isPresent();
    Evaluation ended = evaluation.ended(Status.FAILED, "The key is gone.", LATER);

    assertThat(evaluations.end(ended, NODE)).isTrue();

    assertThat(evaluations.find(tenant.id(), evaluation.id())).contains(ended);
    assertThat(evaluations.running(tenant.id())).isZero();
    assertThat(claimed(OTHER_NODE, NOW.plusSeconds(1_000))).isEmpty();
    assertThat(evaluations.hold(tenant.id(), evaluation.id(), NODE, LATER)).isFalse();
  }

  @Test
  void removesWithItsAnswers() {
    Evaluation evaluation = stored(tenant, NOW);
    assertThat(claimed(NODE, NOW)).isPresent();
    assertThat(evaluations.keep(tenant.id(), evaluation.id(), NODE, new Place(0, 0), ANSWER))
        .isTrue();

    assertThat(evaluations.remove(tenant.id(), evaluation.id())).isTrue();

    assertThat(evaluations.find(tenant.id(), evaluation.id())).isEmpty();
    assertThat(evaluations.answers(tenant.id(), evaluation.id())).isEmpty();
    assertThat(evaluations.hold(tenant.id(), evaluation.id(), NODE, LATER)).isFalse();
    assertThat(evaluations.remove(tenant.id(), evaluation.id())).isFalse();
  }
}
