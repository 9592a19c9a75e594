package dev.parley.application.guardrail;

import dev.parley.domain.bot.Bot;
import dev.parley.domain.guardrail.injection.InjectionClassifier;
import dev.parley.domain.scope.Scope;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the guards of a turn together. Safe for use by many threads. */
public final class TurnGuards {
  private final JudgeScopes judgeScopes;
  private final InjectionClassifier injections;
  private final Set<String> linkHosts;

  /**
   * @param linkHosts where answers may link to whoever brought it up; as {@link
   *     dev.parley.domain.guardrail.output.LinkPolicy} takes them
   */
  public TurnGuards(
      JudgeScopes judgeScopes, InjectionClassifier injections, Set<String> linkHosts) {
    this.judgeScopes = Objects.requireNonNull(judgeScopes);
    this.injections = Objects.requireNonNull(injections);
    this.linkHosts = Set.copyOf(linkHosts);
  }

  /**
   * The guards of one turn.
   *
   * @param bot null: the model answers alone, and there is nobody's purpose to protect
   * @param scopes the bot's, in their order
   */
  public TurnGuard begin(@Nullable Bot bot, List<Scope> scopes) {
    return new TurnGuard(judgeScopes, injections, linkHosts, bot, scopes);
  }
}
