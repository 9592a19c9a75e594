package dev.parley.examples.embedding;

import dev.parley.domain.context.ContextBudget;
import dev.parley.domain.context.PromptAssembler;
import dev.parley.domain.context.PromptAssembler.Outcome.Assembled;
import dev.parley.domain.context.SlidingWindow;
import dev.parley.domain.context.Turn;
import dev.parley.domain.context.Turn.Speaker;
import dev.parley.domain.guardrail.Origin;
import dev.parley.domain.guardrail.Verdict;
import dev.parley.domain.guardrail.pii.PersonalDataGuard;
import dev.parley.domain.guardrail.pii.PiiAction;
import dev.parley.domain.guardrail.pii.PiiPolicy;
import dev.parley.domain.guardrail.pii.Placeholders;
import dev.parley.domain.schedule.Ageing;
import dev.parley.domain.schedule.Limits;
import dev.parley.domain.schedule.Policy;
import dev.parley.domain.schedule.Priority;
import dev.parley.domain.schedule.Request;
import dev.parley.domain.schedule.Scheduler;
import dev.parley.domain.scope.Scope;
import dev.parley.domain.scope.ScopeJudge;
import dev.parley.domain.scope.ScopeJudge.Candidate;
import dev.parley.domain.scope.ScopeOutcome;
import dev.parley.domain.scope.ScopeRefusal;
import dev.parley.domain.scope.ScopeVectors;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.token.EstimatingTokenCounter;
import java.util.List;

/** Takes a question through scope, guardrail, context and scheduler; your model comes behind it. */
final class Concierge {
  private final Placeholders placeholders = new Placeholders();
  private final PersonalDataGuard guard =
      new PersonalDataGuard(PiiPolicy.all(PiiAction.MASK), placeholders);
  private final PromptAssembler assembler =
      new PromptAssembler(new EstimatingTokenCounter(), new SlidingWindow());
  private final Scheduler<String> scheduler =
      new Scheduler<>(Policy.FAIR, Limits.DEFAULT, Ageing.DEFAULT, tenant -> 1);

  /** The prompt whose turn it is, or why there is none. */
  String ask(TenantId tenant, Scope scope, List<Turn> history, String question, long nanos) {
    List<Candidate> scopes = List.of(new Candidate(scope, ScopeVectors.NONE));
    if (!(new ScopeJudge().judge(question, null, scopes) instanceof ScopeOutcome.InScope)) {
      return ScopeRefusal.text(scope);
    }
    Verdict verdict = guard.judge(Origin.USER, question);
    String safe = verdict instanceof Verdict.Masked masked ? masked.text() : question;
    var outcome =
        assembler.assemble(
            new PromptAssembler.Parts(
                scope.description(),
                "",
                null,
                history,
                List.of(new Turn(Speaker.USER, safe)),
                List.of()),
            ContextBudget.ofPrompt(2_000));
    if (!(outcome instanceof Assembled assembled)) {
      return "That is too long for one question.";
    }
    String prompt = assembled.prompt().question();
    scheduler.offer(
        new Request<>(tenant, Priority.INTERACTIVE, assembled.prompt().tokens(), prompt), nanos);
    return scheduler.next(nanos).map(turn -> turn.job()).orElse("Everyone is busy.");
  }
}
