package dev.parley.application.scope;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.scope.KeepScopes.Settings;
import dev.parley.application.tool.PlannedTool;
import dev.parley.application.tool.Toolbox;
import dev.parley.domain.audit.AuditEvent;
import dev.parley.domain.guardrail.pii.PiiAction;
import dev.parley.domain.guardrail.pii.PiiKind;
import dev.parley.domain.scope.Scope;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.scope.Strictness;
import dev.parley.domain.validation.InvalidValue;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeepScopesTest {
  private static final Instant LATER = NOW.plusSeconds(60);

  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final StoredTenant other = stores.tenant();
  private final KeepScopes keepScopes =
      new KeepScopes(
          stores.scopes(),
          new Toolbox(List.of(new PlannedTool("look"))),
          stores.unitOfWork(),
          stores.audit(),
          Fixtures::id,
          Clock.fixed(LATER, ZoneOffset.UTC));

  private static Settings settings(String name) {
    return new Settings(
        name,
        " Answers about water. ",
        List.of("water"),
        List.of("Is it hard?"),
        List.of("politics"),
        " Only water. ",
        Strictness.LENIENT,
        Map.of(PiiKind.EMAIL, PiiAction.MASK),
        true,
        List.of("look"));
  }

  @Test
  void storesAScopeWithAllItsSettings() {
    Scope scope = keepScopes.create(tenant.admin(), settings(" Water "));

    assertThat(scope)
        .isEqualTo(
            new Scope(
                scope.id(),
                tenant.id(),
                "Water",
                "Answers about water.",
                List.of("water"),
                List.of("Is it hard?"),
                List.of("politics"),
                "Only water.",
                Strictness.LENIENT,
                Map.of(PiiKind.EMAIL, PiiAction.MASK),
                true,
                List.of("look"),
                LATER,
                LATER));
    assertThat(stores.scopes().find(tenant.id(), scope.id())).contains(scope);
  }

  @Test
  void changesAScopeFromWhatItIsNow() {
    Scope scope = tenant.withScope();

    Scope changed =
        Outcomes.done(
            keepScopes.change(
                tenant.admin(),
                scope.id(),
                present ->
                    new Settings(
                        "Other",
                        present.description(),
                        present.allowedTopics(),
                        present.exampleQuestions(),
                        present.deniedTopics(),
                        present.refusalMessage(),
                        present.strictness(),
                        present.piiPolicy(),
                        present.groundedOnly(),
                        present.plugins())));

    assertThat(changed.name()).isEqualTo("Other");
    assertThat(changed.allowedTopics()).isEqualTo(scope.allowedTopics());
    assertThat(changed.piiPolicy()).isEqualTo(scope.piiPolicy());
    assertThat(changed.createdAt()).isEqualTo(NOW);
    assertThat(changed.updatedAt()).isEqualTo(LATER);
    assertThat(stores.scopes().find(tenant.id(), scope.id())).contains(changed);
  }

  @Test
  void refusesToolsThatNobodyKnows() {
    Settings known = settings("Water");

    assertThatThrownBy(
            () ->
                keepScopes.create(
                    tenant.admin(),
                    new Settings(
                        known.name(),
                        known.description(),
                        known.allowedTopics(),
                        known.exampleQuestions(),
                        known.deniedTopics(),
                        known.refusalMessage(),
                        known.strictness(),
                        known.piiPolicy(),
                        known.groundedOnly(),
                        List.of("look", "leap"))))
        .isInstanceOfSatisfying(
            InvalidValue.class, wrong -> assertThat(wrong.field()).isEqualTo("plugins"))
        .hasMessageContaining("'leap'");
  }

  @Test
  void answersAlikeForForeignAndUnknownScopes() {
    Scope foreign = other.withScope();

    for (ScopeId id : List.of(foreign.id(), new ScopeId(Fixtures.id()))) {
      assertThat(Outcomes.refusal(keepScopes.change(tenant.admin(), id, present -> settings("x"))))
          .isEqualTo(new Refusal.NotFound("scope"));
    }

    assertThat(stores.scopes().find(other.id(), foreign.id())).contains(foreign);
  }

  @Test
  void recordsWhoDidWhat() {
    Scope scope = keepScopes.create(tenant.admin(), settings("Water"));
    Outcomes.done(keepScopes.change(tenant.admin(), scope.id(), present -> settings("Other")));
    Outcomes.done(keepScopes.remove(tenant.admin(), scope.id()));

    assertThat(Outcomes.refusal(keepScopes.remove(tenant.admin(), scope.id())))
        .isEqualTo(new Refusal.NotFound("scope"));
    assertThat(stores.scopes().find(tenant.id(), scope.id())).isEmpty();
    assertThat(stores.audited(tenant.id()))
        .extracting(AuditEvent::action)
        .containsExactly("scope_created", "scope_changed", "scope_removed");
  }

  @Test
  void refusesSettingsThatCannotBe() {
    assertThatExceptionOfType(InvalidValue.class)
        .isThrownBy(() -> keepScopes.create(tenant.admin(), settings(" ")))
        .withMessageContaining("name");

    assertThat(stores.scopes().list(tenant.id(), new PageRequest(1, 10)).total()).isZero();
  }
}
