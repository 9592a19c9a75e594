package dev.parley.adapters.rest.mcp;

import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.problem.Problem;
import dev.parley.adapters.rest.problem.ProblemException;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.wire.FileIds;
import dev.parley.application.conversation.AcceptedMessage;
import dev.parley.application.conversation.Conversations;
import dev.parley.application.conversation.SendMessage;
import dev.parley.application.conversation.StartConversation;
import dev.parley.application.conversation.StartConversation.Answerer;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.tool.Toolbox;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.context.AnswerLimits;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.validation.InvalidValue;
import io.micronaut.http.HttpStatus;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tool that asks a bot: a turn of chat with all that belongs to it. */
@Singleton
final class AskBot {
  private static final Set<String> ARGUMENTS = Set.of("question", "session_id", "file_ids");

  private final StartConversation startConversation;
  private final SendMessage sendMessage;
  private final Conversations conversations;
  private final Toolbox toolbox;
  private final Schemas schemas;

  AskBot(
      StartConversation startConversation,
      SendMessage sendMessage,
      Conversations conversations,
      Toolbox toolbox,
      Schemas schemas) {
    this.startConversation = startConversation;
    this.sendMessage = sendMessage;
    this.conversations = conversations;
    this.toolbox = toolbox;
    this.schemas = schemas;
  }

  Tool spec(String name, Bot bot) {
    String title = ToolTexts.line(bot.name());
    String how =
        bot.datasets().isEmpty()
            ? "Asks the bot \"" + title + "\"."
            : "Asks the bot \"" + title + "\", which answers from its documents and cites them.";
    return Tool.builder(name, schemas.question())
        .title(title)
        .description(ToolTexts.sentences(how, bot.greeting()))
        .outputSchema(schemas.answer())
        .annotations(
            ToolAnnotations.builder()
                .title(title)
                .readOnlyHint(!hasEffects(bot))
                .destructiveHint(false)
                .idempotentHint(false)
                .openWorldHint(false)
                .build())
        .build();
  }

  /** The conversation that it keeps is its own affair; what its tools do elsewhere is not. */
  private boolean hasEffects(Bot bot) {
    return bot.plugins().stream()
        .anyMatch(
            plugin -> toolbox.find(plugin).map(tool -> tool.spec().sideEffects()).orElse(false));
  }

  Called call(Caller caller, Bot bot, Map<String, Object> given) {
    Arguments arguments = new Arguments(given, ARGUMENTS);
    String question = arguments.text("question");
    UUID session = arguments.uuidOrNull("session_id");
    List<UUID> files = arguments.uuidsOrNull("file_ids");
    return new Called.Asked(
        Outcomes.done(
            session == null
                ? start(caller, bot, question, files)
                : goOn(caller, bot, new ConversationId(session), question, files)));
  }

  private Outcome<AcceptedMessage> start(
      Caller caller, Bot bot, String question, @Nullable List<UUID> files) {
    return startConversation.start(
        new StartConversation.Command(
            caller.principal(),
            question,
            List.of(),
            new Answerer.Named(bot.id()),
            null,
            null,
            List.of(),
            List.of(),
            null,
            FileIds.orNone(files),
            AnswerLimits.NONE));
  }

  private Outcome<AcceptedMessage> goOn(
      Caller caller, Bot bot, ConversationId session, String question, @Nullable List<UUID> files) {
    Conversation conversation =
        conversations
            .find(caller.tenant(), caller.subject(), session)
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.of(
                            HttpStatus.NOT_FOUND,
                            "not_found",
                            "session_id: unknown (expected: one that this tool answered with).")));
    if (!bot.id().equals(conversation.bot())) {
      throw new InvalidValue(
          "session_id", "another bot's", "one that this tool answered with, or none");
    }
    return sendMessage.send(
        new SendMessage.Command(
            caller.principal(), session, question, null, FileIds.of(files), null));
  }
}
