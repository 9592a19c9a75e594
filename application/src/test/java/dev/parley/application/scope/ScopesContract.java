package dev.parley.application.scope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.guardrail.pii.PiiAction;
import dev.parley.domain.guardrail.pii.PiiKind;
import dev.parley.domain.scope.Scope;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.scope.Strictness;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Scopes} does. */
public abstract class ScopesContract {
  private Stores stores;
  private Scopes scopes;
  private StoredTenant tenant;
  private StoredTenant otherTenant;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    stores = stores();
    scopes = stores.scopes();
    tenant = stores.tenant();
    otherTenant = stores.tenant();
  }

  private Scope fullyChanged(Scope scope) {
    return new Scope(
        scope.id(),
        scope.tenant(),
        "Andere Themen",
        "Hilft bei Fragen zu \"Rohren\"",
        List.of("Rohre", "Druck, Menge"),
        List.of("Wie hoch ist der Druck?"),
        List.of("Politik"),
        "Dazu sage ich nichts.",
        Strictness.STRICT,
        Map.of(PiiKind.EMAIL, PiiAction.BLOCK, PiiKind.CREDIT_CARD, PiiAction.MASK),
        true,
        List.of("current_time"),
        scope.createdAt(),
        scope.updatedAt().plusSeconds(5));
  }

  @Test
  void findsWhatWasAdded() {
    Scope scope = tenant.withScope();

    assertThat(scopes.find(tenant.id(), scope.id())).contains(scope);
  }

  @Test
  void findsSeveralInTheOrderAsked() {
    Scope first = tenant.withScope();
    Scope second = tenant.withScope();
    ScopeId unknown = new ScopeId(Fixtures.id());

    assertThat(scopes.find(tenant.id(), List.of(second.id(), unknown, first.id())))
        .containsExactly(second, first);
    assertThat(scopes.find(tenant.id(), List.of())).isEmpty();
  }

  @Test
  void showsAScopeToItsTenantOnly() {
    Scope scope = tenant.withScope();

    assertThat(scopes.find(otherTenant.id(), scope.id())).isEmpty();
    assertThat(scopes.find(otherTenant.id(), List.of(scope.id()))).isEmpty();
    assertThat(scopes.list(otherTenant.id(), new PageRequest(1, 10)).total()).isZero();
  }

  @Test
  void listsNewestFirst() {
    Scope older = tenant.withScope();
    Scope newer = tenant.withScope();
    Scope newest = tenant.withScope();

    assertThat(scopes.list(tenant.id(), new PageRequest(1, 2)).items())
        .containsExactly(newest, newer);
    assertThat(scopes.list(tenant.id(), new PageRequest(2, 2)).items()).containsExactly(older);
    assertThat(scopes.list(tenant.id(), new PageRequest(2, 2)).total()).isEqualTo(3);
  }

  @Test
  void storesEveryChange() {
    Scope scope = tenant.withScope();
    Scope changed = fullyChanged(scope);

    assertThat(scopes.update(changed)).isTrue();

    assertThat(scopes.find(tenant.id(), scope.id())).contains(changed);
  }

  @Test
  void changesNoScopeThatIsNotTheTenants() {
    Scope scope = Fixtures.scope(tenant.id());

    assertThat(scopes.update(scope)).isFalse();

    assertThat(scopes.find(tenant.id(), scope.id())).isEmpty();
  }

  @Test
  void removesAScopeFromItsBotsToo() {
    Scope gone = tenant.withScope();
    Scope kept = tenant.withScope();
    Bot bot = Fixtures.bot(tenant.id()).keepingTo(List.of(gone.id(), kept.id()));
    stores.bots().add(bot);

    assertThat(scopes.remove(tenant.id(), gone.id())).isTrue();

    assertThat(scopes.find(tenant.id(), gone.id())).isEmpty();
    assertThat(stores.bots().find(tenant.id(), bot.id()).orElseThrow().scopes())
        .containsExactly(kept.id());
  }

  @Test
  void removesNoScopeThatIsNotTheTenants() {
    Scope scope = tenant.withScope();

    assertThat(scopes.remove(otherTenant.id(), scope.id())).isFalse();
    assertThat(scopes.remove(tenant.id(), new ScopeId(Fixtures.id()))).isFalse();

    assertThat(scopes.find(tenant.id(), scope.id())).contains(scope);
  }
}
