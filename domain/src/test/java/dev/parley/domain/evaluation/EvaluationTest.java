package dev.parley.domain.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.domain.bot.BotId;
import dev.parley.domain.evaluation.Evaluation.Configuration;
import dev.parley.domain.evaluation.Evaluation.Status;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final Instant NOW = Instant.parse("2026-03-01T08:15:30Z");
  private static final Configuration BOT = new Configuration("A", new BotId(new UUID(1, 1)), null);
  private static final GoldenQuestion QUESTION = new GoldenQuestion("How many?", Set.of(), false);

  private static Evaluation evaluation(
      String name, List<Configuration> configurations, List<GoldenQuestion> questions, int k) {
    return new Evaluation(
        new EvaluationId(new UUID(1, 2)),
        new Principal(new TenantId(new UUID(1, 3)), "key:one", Set.of(Role.KNOWLEDGE)),
        name,
        configurations,
        questions,
        k,
        Status.RUNNING,
        null,
        NOW,
        null);
  }

  @Test
  void ends() {
    Evaluation running = evaluation("One", List.of(BOT), List.of(QUESTION), 10);

    Evaluation ended = running.ended(Status.FAILED, "No key.", NOW.plusSeconds(1));

    assertThat(ended.status()).isEqualTo(Status.FAILED);
    assertThat(ended.failure()).isEqualTo("No key.");
    assertThat(ended.finishedAt()).isEqualTo(NOW.plusSeconds(1));
    assertThat(ended.questions()).isEqualTo(running.questions());
  }

  @Test
  void saysWhatCannotBe() {
    assertThatThrownBy(() -> evaluation(" ", List.of(BOT), List.of(QUESTION), 10))
        .isInstanceOf(InvalidValue.class)
        .hasMessageStartingWith("name:");
    assertThatThrownBy(() -> evaluation("One", List.of(), List.of(QUESTION), 10))
        .hasMessage("configurations: 0 of them (expected: 1..2)");
    assertThatThrownBy(() -> evaluation("One", Collections.nCopies(3, BOT), List.of(QUESTION), 10))
        .hasMessage("configurations: 3 of them (expected: 1..2)");
    assertThatThrownBy(() -> evaluation("One", List.of(BOT), List.of(), 10))
        .hasMessage("questions: 0 of them (expected: 1..200)");
    assertThatThrownBy(
            () -> evaluation("One", List.of(BOT), Collections.nCopies(201, QUESTION), 10))
        .hasMessage("questions: 201 of them (expected: 1..200)");
    assertThatThrownBy(() -> evaluation("One", List.of(BOT), List.of(QUESTION), 0))
        .hasMessage("k: 0 (expected: 1..50)");
    assertThatThrownBy(() -> new Configuration("", BOT.bot(), null))
        .hasMessageStartingWith("configurations.name:");
  }

  @Test
  void saysWhatCannotBeAsked() {
    Set<DocumentId> many =
        IntStream.range(0, 101)
            .mapToObj(i -> new DocumentId(new UUID(2, i)))
            .collect(Collectors.toSet());

    assertThatThrownBy(() -> new GoldenQuestion("", Set.of(), false))
        .hasMessageStartingWith("question:");
    assertThatThrownBy(() -> new GoldenQuestion("x".repeat(4_001), Set.of(), false))
        .hasMessage("question: 4001 characters (expected: 1..4000)");
    assertThatThrownBy(() -> new GoldenQuestion("Which?", many, false))
        .hasMessage("relevant_document_ids: 101 ids (expected: at most 100)");
    assertThatThrownBy(
            () -> new GoldenQuestion("Which?", Set.of(new DocumentId(new UUID(2, 1))), true))
        .hasMessageContaining("none for a question that is to be refused");
  }
}
