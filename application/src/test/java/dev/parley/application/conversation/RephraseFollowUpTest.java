package dev.parley.application.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.conversation.RephraseFollowUp.By;
import dev.parley.application.conversation.RephraseFollowUp.Rephrased;
import dev.parley.application.model.ModelCatalog.Served;
import dev.parley.application.model.Prompts;
import dev.parley.application.model.ScriptedCompletionModel;
import dev.parley.domain.context.FollowUp;
import dev.parley.domain.context.Turn;
import dev.parley.domain.context.Turn.Speaker;
import dev.parley.domain.conversation.RunFailure.Code;
import dev.parley.domain.token.EstimatingTokenCounter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RephraseFollowUpTest {
  private static final FollowUp ASKED =
      new FollowUp(
          "And in winter?",
          List.of(
              new Turn(Speaker.USER, "How often is the pump greased?"),
              new Turn(Speaker.ASSISTANT, "Once a month.")));
  private static final String BY_WORDS = "And in winter? often pump greased";

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    executor.shutdownNow();
    executor.close();
  }

  private Rephrased rephrase(By by, Duration patience, ScriptedCompletionModel model, boolean off) {
    return new RephraseFollowUp(by, patience, new EstimatingTokenCounter(), executor)
        .rephrase(ASKED, new Served(Prompts.MODEL, model, off));
  }

  private Rephrased byModel(ScriptedCompletionModel model) {
    return rephrase(By.MODEL, Duration.ofMinutes(1), model, false);
  }

  @Test
  void looksForWhatTheModelMakesOfIt() {
    ScriptedCompletionModel model =
        ScriptedCompletionModel.saying("How often is the pump ", "greased in winter?");

    Rephrased rephrased = byModel(model);

    assertThat(rephrased.question()).isEqualTo("How often is the pump greased in winter?");
    assertThat(rephrased.promptTokens()).isEqualTo(model.requests().getFirst().prompt().tokens());
    assertThat(rephrased.completionTokens()).isPositive();
    assertThat(model.requests().getFirst().limits().maxTokens()).isEqualTo(FollowUp.MAX_TOKENS);
  }

  @ParameterizedTest
  @MethodSource("useless")
  void takesWordsWhereTheModelIsOfNoUse(ScriptedCompletionModel model) {
    assertThat(byModel(model).question()).isEqualTo(BY_WORDS);
  }

  static Stream<ScriptedCompletionModel> useless() {
    return Stream.of(
        ScriptedCompletionModel.saying("The pump").thenFailing(Code.PROVIDER_TIMEOUT),
        ScriptedCompletionModel.saying(" ", "\n"),
        ScriptedCompletionModel.saying("Bananas are yellow."),
        ScriptedCompletionModel.saying("pump ".repeat(200)));
  }

  @Test
  void doesNotWaitForASlowModel() {
    ScriptedCompletionModel slow = ScriptedCompletionModel.saying("a", "b").waitingAfter(1);

    Rephrased rephrased = rephrase(By.MODEL, Duration.ofMillis(50), slow, false);

    assertThat(rephrased.question()).isEqualTo(BY_WORDS);
    assertThat(rephrased.promptTokens()).isPositive();
  }

  @Test
  void asksNoModelThatOnlyQuotesAndNoneWhereWordsAreWanted() {
    ScriptedCompletionModel model = ScriptedCompletionModel.saying("The pump in winter?");

    assertThat(rephrase(By.MODEL, Duration.ofMinutes(1), model, true))
        .isEqualTo(new Rephrased(BY_WORDS, 0, 0));
    assertThat(rephrase(By.WORDS, Duration.ofMinutes(1), model, false))
        .isEqualTo(new Rephrased(BY_WORDS, 0, 0));
    assertThat(model.requests()).isEmpty();
  }
}
