package dev.parley.application.conversation;

import dev.parley.application.model.ModelCatalog;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.quota.Estimate;
import dev.parley.application.routing.Choice;
import dev.parley.application.routing.ChooseModel;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.context.AnswerLimits;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.QueryComplexity;
import dev.parley.domain.routing.RouteRequest;
import dev.parley.domain.token.TokenCounter;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which model answers a turn, and what it may use. */
final class TurnChoice {
  /** What is reserved for an answer before its length is known; settled when it is. */
  private static final int TYPICAL_ANSWER_TOKENS = 500;

  private final ModelCatalog models;
  private final ChooseModel chooseModel;
  private final TokenCounter tokens;

  TurnChoice(ModelCatalog models, ChooseModel chooseModel, TokenCounter tokens) {
    this.models = Objects.requireNonNull(models);
    this.chooseModel = Objects.requireNonNull(chooseModel);
    this.tokens = Objects.requireNonNull(tokens);
  }

  /**
   * Refused for an unknown model, and for one that takes no pictures where the message shows some.
   * Pictures of earlier messages only make a route prefer a model that takes them.
   *
   * @param asked null: the conversation's, the bot's or the default
   * @param limits where whoever asks wants the answer to end
   */
  Outcome<Choice> choose(
      Conversation conversation,
      @Nullable Bot bot,
      @Nullable ModelId asked,
      String content,
      TurnFiles.Held files,
      AnswerLimits limits) {
    ModelId named = named(conversation, bot, asked);
    Optional<ModelCatalog.Served> found =
        named == null ? Optional.of(models.defaultModel()) : models.find(named);
    Optional<Choice> choice =
        found.flatMap(
            wanted ->
                chooseModel.choose(
                    wanted.model().id(), request(wanted.model(), bot, content, files, limits)));
    if (choice.isEmpty()) {
      return Outcome.refused(
          new Refusal.Invalid(
              "model_not_found", "model", "model: '" + named + "' (expected: a known model)"));
    }
    Model chosen = choice.get().served().model();
    return files.ownShowPictures() && !chosen.takesPictures()
        ? Outcome.refused(
            new Refusal.Invalid(
                "model_without_vision",
                "model",
                "model: '"
                    + chosen.id()
                    + "' takes no images (expected: one with the capability "
                    + Model.VISION
                    + ")"))
        : Outcome.done(choice.get());
  }

  /** Passages and history are not known yet: what they add shows when the prompt is assembled. */
  private RouteRequest request(
      Model wanted, @Nullable Bot bot, String content, TurnFiles.Held files, AnswerLimits limits) {
    int words = tokens.count(content) + (bot == null ? 0 : tokens.count(bot.systemPrompt()));
    long shown = Math.min(files.tokens(), RecallFiles.room(wanted.promptBudget()));
    Set<String> needed = new HashSet<>();
    if (bot != null && !bot.plugins().isEmpty() && wanted.capabilities().contains(Model.TOOLS)) {
      needed.add(Model.TOOLS);
    }
    if (files.anyShowPictures() && wanted.takesPictures()) {
      needed.add(Model.VISION);
    }
    return new RouteRequest(
        words + (int) shown,
        limits.atMost(TYPICAL_ANSWER_TOKENS),
        needed,
        QueryComplexity.of(content),
        null,
        true);
  }

  static Estimate estimate(Choice choice) {
    Model model = choice.served().model();
    RouteRequest request = choice.request();
    return Estimate.of(
        request.promptTokens(),
        Math.min(request.completionTokens(), model.maxOutputTokens()),
        model.price());
  }

  private static @Nullable ModelId named(
      Conversation conversation, @Nullable Bot bot, @Nullable ModelId asked) {
    if (asked != null) {
      return asked;
    }
    if (conversation.model() != null) {
      return conversation.model();
    }
    return bot == null ? null : bot.model();
  }
}
