package dev.parley.application.guardrail;

import dev.parley.domain.bot.Bot;
import dev.parley.domain.conversation.RunRefusal;
import dev.parley.domain.guardrail.Guard;
import dev.parley.domain.guardrail.Origin;
import dev.parley.domain.guardrail.OutputStage;
import dev.parley.domain.guardrail.Verdict;
import dev.parley.domain.guardrail.injection.InjectionClassifier;
import dev.parley.domain.guardrail.injection.InjectionGuard;
import dev.parley.domain.guardrail.output.Leak;
import dev.parley.domain.guardrail.output.LeakStage;
import dev.parley.domain.guardrail.output.LinkPolicy;
import dev.parley.domain.guardrail.output.LinkStage;
import dev.parley.domain.guardrail.output.OutputPipeline;
import dev.parley.domain.guardrail.output.SystemPrompt;
import dev.parley.domain.guardrail.pii.PersonalDataGuard;
import dev.parley.domain.guardrail.pii.PiiAction;
import dev.parley.domain.guardrail.pii.PiiKind;
import dev.parley.domain.guardrail.pii.PiiOutputStage;
import dev.parley.domain.guardrail.pii.PiiPolicy;
import dev.parley.domain.guardrail.pii.Placeholders;
import dev.parley.domain.guardrail.pii.Redaction;
import dev.parley.domain.guardrail.pii.UnmaskStage;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.scope.Grounding;
import dev.parley.domain.scope.PiiPolicies;
import dev.parley.domain.scope.Scope;
import dev.parley.domain.scope.ScopeOutcome;
import dev.parley.domain.scope.ScopeRefusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What protects one turn of one conversation: what the caller asks is judged, what the model reads
 * is masked, what it writes is guarded while it streams. Made for one run and used by its thread.
 */
public final class TurnGuard {
  private final JudgeScopes judgeScopes;
  private final InjectionClassifier injections;
  private final Set<String> linkHosts;
  private final @Nullable Bot bot;
  private final List<Scope> scopes;
  private final PiiPolicy policy;
  private final Redaction redaction;
  private final Placeholders placeholders = new Placeholders();
  private final PersonalDataGuard personalData;

  /** Asked in this order; the first that refuses ends the turn. */
  private final List<Guard> questionGuards;

  TurnGuard(
      JudgeScopes judgeScopes,
      InjectionClassifier injections,
      Set<String> linkHosts,
      @Nullable Bot bot,
      List<Scope> scopes) {
    this.judgeScopes = judgeScopes;
    this.injections = injections;
    this.linkHosts = linkHosts;
    this.bot = bot;
    this.scopes = List.copyOf(scopes);
    this.policy = policyOf(scopes);
    this.redaction = new Redaction(policy);
    this.personalData = new PersonalDataGuard(policy, placeholders);
    this.questionGuards =
        bot == null ? List.of(personalData) : List.of(personalData, new InjectionGuard(injections));
  }

  private static PiiPolicy policyOf(List<Scope> scopes) {
    return new PiiPolicy(PiiPolicies.strictest(scopes));
  }

  /**
   * A message as it may be stored under a bot's scopes: without the kinds of personal data that
   * they block.
   */
  public static Redaction.Cleansed cleansed(List<Scope> scopes, String text) {
    return new Redaction(policyOf(scopes)).withoutBlocked(text);
  }

  /**
   * Why a turn ends without an answer.
   *
   * @param words for the person who asked
   */
  public record Refused(RunRefusal refusal, String words) {}

  /**
   * Judges what the caller asks; blocking.
   *
   * @param removed the kinds that were taken out before the question was stored
   */
  public Optional<Refused> judge(String question, Set<PiiKind> removed) {
    if (!removed.isEmpty()) {
      return Optional.of(personalDataRefused(removed));
    }
    for (Guard guard : questionGuards) {
      if (guard.judge(Origin.USER, question) instanceof Verdict.Refused refused) {
        return Optional.of(new Refused(new RunRefusal(refused.reason(), null), refused.detail()));
      }
    }
    return switch (judgeScopes.judge(question, scopes)) {
      case ScopeOutcome.InScope inScope -> Optional.empty();
      case ScopeOutcome.Denied denied ->
          Optional.of(refusedBy(denied.scope(), "denied_topic", ScopeRefusal.text(denied.scope())));
      case ScopeOutcome.OutOfScope out ->
          Optional.of(refusedBy(out.scope(), "out_of_scope", ScopeRefusal.text(out.scope())));
    };
  }

  private Refused personalDataRefused(Set<PiiKind> removed) {
    String kinds =
        new TreeSet<>(removed)
            .stream().map(kind -> kind.code().replace('_', ' ')).collect(Collectors.joining(", "));
    String scope =
        scopes.stream()
            .filter(
                each ->
                    removed.stream()
                        .anyMatch(kind -> each.piiPolicy().get(kind) == PiiAction.BLOCK))
            .map(Scope::name)
            .findFirst()
            .orElse(null);
    return new Refused(
        new RunRefusal(PersonalDataGuard.REASON, scope),
        "Your message held something that may not be sent here ("
            + kinds
            + "). It was taken out and not kept. Please ask again without it.");
  }

  private static Refused refusedBy(Scope scope, String reason, String words) {
    return new Refused(new RunRefusal(reason, scope.name()), words);
  }

  /**
   * A message as the model may read it. Call for all messages of the conversation in their order,
   * so that each value has the same placeholder in every turn.
   */
  public String masked(String message) {
    String kept = redaction.withoutBlocked(message).text();
    return personalData.judge(Origin.USER, kept) instanceof Verdict.Masked masked
        ? masked.text()
        : kept;
  }

  /**
   * Passages as model and caller may read them.
   *
   * @param suspicious whether one reads as if it were meant to give the model orders
   */
  public record Screened(List<Passage> passages, boolean suspicious) {
    public Screened {
      passages = List.copyOf(passages);
    }
  }

  /**
   * Blackens what the scopes mask in passages, and looks for orders to the model in them. What
   * reads like an order stays, since handbooks are full of them; it is fenced, and no link or call
   * comes of it.
   */
  public Screened screened(List<Passage> passages) {
    boolean suspicious = false;
    List<Passage> screened = new ArrayList<>(passages.size());
    for (Passage passage : passages) {
      String text = passage.chunk().content().text();
      suspicious |= injections.judge(Origin.DOCUMENT, text).flagged();
      screened.add(blackened(passage));
    }
    return new Screened(screened, suspicious);
  }

  private Passage blackened(Passage passage) {
    Chunk chunk = passage.chunk();
    ChunkDraft content = chunk.content();
    ChunkDraft black =
        new ChunkDraft(
            content.ordinal(),
            content.page(),
            content.span(),
            redaction.blackened(content.heading()),
            redaction.blackened(content.text()),
            content.tokens());
    return new Passage(
        new Chunk(chunk.id(), chunk.document(), chunk.dataset(), black),
        redaction.blackened(passage.title()),
        passage.score(),
        passage.ranks(),
        passage.scores());
  }

  /** Material with a dot for each character of what the scopes mask or block. */
  public String blackened(String text) {
    return redaction.blackened(text);
  }

  /** Refuses where a scope wants answers to rest on passages, and there are none. */
  public Optional<Refused> ungrounded(List<Passage> passages) {
    return Grounding.refusal(scopes, passages.size())
        .map(words -> new Refused(new RunRefusal("not_grounded", groundingScope()), words));
  }

  private @Nullable String groundingScope() {
    return scopes.stream().filter(Scope::groundedOnly).map(Scope::name).findFirst().orElse(null);
  }

  /** Whether answers may come from passages only. */
  public boolean groundedOnly() {
    return scopes.stream().anyMatch(Scope::groundedOnly);
  }

  /**
   * What the answer passes on its way out: personal data is masked, links are taken out, the system
   * prompt is watched for, and last the caller's own values are put back.
   *
   * @param typed what the caller wrote in the conversation: an answer may link where it links
   * @param onLeak told if the answer begins to recite the bot's instructions
   */
  public OutputStage output(List<String> typed, Consumer<Leak> onLeak) {
    List<OutputStage> stages = new ArrayList<>();
    boolean masks = !policy.actions().isEmpty();
    if (masks) {
      stages.add(new PiiOutputStage(policy, placeholders));
    }
    if (bot != null) {
      Set<String> hosts = new HashSet<>(linkHosts);
      typed.forEach(text -> hosts.addAll(TypedHosts.in(text)));
      stages.add(new LinkStage(new LinkPolicy(hosts, true)));
      stages.add(new LeakStage(new SystemPrompt(bot.systemPrompt()), onLeak));
    }
    if (masks) {
      stages.add(new UnmaskStage(placeholders));
    }
    return new OutputPipeline(stages);
  }
}
