package dev.parley.application.guardrail;

import dev.parley.application.model.EmbeddingModel;
import dev.parley.domain.scope.Scope;
import dev.parley.domain.scope.ScopeId;
import dev.parley.domain.scope.ScopeJudge;
import dev.parley.domain.scope.ScopeJudge.Candidate;
import dev.parley.domain.scope.ScopeOutcome;
import dev.parley.domain.scope.ScopeVectors;
import dev.parley.domain.scope.Strictness;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether a question belongs to what a bot talks about, by words and by meaning. The vectors
 * of a scope's phrases are made once for each version of the scope. Safe for use by many threads.
 */
public final class JudgeScopes {
  /** A few kilobytes of vectors each. */
  private static final int MAX_REMEMBERED = 1_000;

  private final ScopeJudge judge;
  private final EmbeddingModel embeddings;
  private final Map<Version, ScopeVectors> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Version, ScopeVectors> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  public JudgeScopes(EmbeddingModel embeddings) {
    this.embeddings = Objects.requireNonNull(embeddings);
    this.judge = new ScopeJudge(embeddings.scopeCalibration());
  }

  private record Version(TenantId tenant, ScopeId scope, Instant updatedAt) {}

  /** Judges a question by all scopes of a bot, in their order; blocking. */
  public ScopeOutcome judge(String question, List<Scope> scopes) {
    float @Nullable [] vector =
        scopes.stream().anyMatch(JudgeScopes::compares)
            ? embeddings.embed(List.of(question)).getFirst()
            : null;
    return judge.judge(
        question,
        vector,
        scopes.stream().map(scope -> new Candidate(scope, vectors(scope))).toList());
  }

  private static boolean compares(Scope scope) {
    boolean hasPhrases =
        !scope.allowedTopics().isEmpty()
            || !scope.exampleQuestions().isEmpty()
            || !scope.deniedTopics().isEmpty();
    return scope.strictness() != Strictness.OFF && hasPhrases;
  }

  private ScopeVectors vectors(Scope scope) {
    if (!compares(scope)) {
      return ScopeVectors.NONE;
    }
    Version version = new Version(scope.tenant(), scope.id(), scope.updatedAt());
    synchronized (remembered) {
      ScopeVectors known = remembered.get(version);
      if (known != null) {
        return known;
      }
    }
    ScopeVectors made =
        new ScopeVectors(
            embedded(scope.allowedTopics().stream().map(ScopeVectors::topicText).toList()),
            embedded(scope.exampleQuestions()),
            embedded(scope.deniedTopics().stream().map(ScopeVectors::topicText).toList()));
    synchronized (remembered) {
      remembered.put(version, made);
    }
    return made;
  }

  private List<float[]> embedded(List<String> phrases) {
    return phrases.isEmpty() ? List.of() : embeddings.embed(phrases);
  }
}
