package dev.parley.application.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.attachment.Pictures;
import dev.parley.application.conversation.ChatRoom.Answered;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.model.ScriptedCompletionModel;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.attachment.AttachmentId;
import dev.parley.domain.context.AnswerLimits;
import dev.parley.domain.context.Picture;
import dev.parley.domain.context.Prompt;
import dev.parley.domain.context.Turn;
import dev.parley.domain.conversation.ClientKey;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.conversation.RunEvent;
import dev.parley.domain.conversation.RunFailure.Code;
import dev.parley.domain.conversation.Warning;
import dev.parley.domain.knowledge.Citation;
import dev.parley.domain.quota.Rate;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.Principal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages with files. */
@Timeout(60)
class AttachedTurnsTest {
  private static final ModelId SEEING = new ModelId("seeing");
  private static final String NOTES = "The pump in the north was greased by Orvane in May.";

  private final ChatRoom room = new ChatRoom();
  private final Conversation conversation = room.tenant.withConversation();
  private final ScriptedCompletionModel model =
      room.answeredBy(ScriptedCompletionModel.saying("By Orvane [1]."));
  private final ScriptedCompletionModel seeing = ScriptedCompletionModel.saying("A pump.");

  AttachedTurnsTest() {
    room.models.with(
        new Model(SEEING, "test", 8_192, 192, ChatRoom.PRICE, Set.of("chat", Model.VISION)),
        seeing);
  }

  @AfterEach
  void close() {
    room.close();
  }

  private Attachment notes() {
    return room.withFile("notes.txt", NOTES.getBytes(StandardCharsets.UTF_8));
  }

  private Attachment photo() {
    return room.withFile("pump.png", Pictures.png(512, 512));
  }

  private Outcome<AcceptedMessage> send(
      Conversation to, String content, @Nullable ModelId asked, Attachment... files) {
    return room.sendMessage.send(
        new SendMessage.Command(room.caller, to.id(), content, asked, ids(files), null));
  }

  private static List<AttachmentId> ids(Attachment... files) {
    return Arrays.stream(files).map(Attachment::id).toList();
  }

  private Answered ask(String content, Attachment... files) throws Exception {
    return room.ended(Outcomes.done(send(conversation, content, null, files)));
  }

  private Answered askSeeing(String content, Attachment... files) throws Exception {
    return room.ended(Outcomes.done(send(conversation, content, SEEING, files)));
  }

  private Prompt shown() {
    return model.requests().getLast().prompt();
  }

  private static List<String> texts(Prompt prompt) {
    return prompt.passages().stream().map(passage -> passage.chunk().content().text()).toList();
  }

  private static List<List<Picture>> pictures(Prompt prompt) {
    return prompt.turns().stream().map(Turn::pictures).toList();
  }

  @Test
  void showsAShortFileWholeAndCitesIt() throws Exception {
    Attachment file = notes();

    Answered answered = ask("Who greased the pump?", file);

    assertThat(texts(shown())).containsExactly(NOTES);
    assertThat(shown().rendered().getFirst().text())
        .contains("<attachment number=\"1\" page=\"1\">\nnotes.txt\n" + NOTES);
    Citation citation = answered.end().answer().orElseThrow().citations().getFirst();
    assertThat(citation.document().value()).isEqualTo(file.id().value());
    assertThat(citation.title()).isEqualTo("notes.txt");
    assertThat(citation.quote()).isEqualTo(citation.span().of(NOTES)).contains("Orvane");
    assertThat(answered.events()).anyMatch(RunEvent.Retrieved.class::isInstance);
    assertThat(answered.end().warnings()).isEmpty();
  }

  @Test
  void goesOnWithFilesOfEarlierMessages() throws Exception {
    ask("Who greased the pump?", notes());

    Answered later = ask("And when?");

    assertThat(texts(shown())).containsExactly(NOTES);
    assertThat(later.end().answer().orElseThrow().citations()).hasSize(1);
  }

  @Test
  void usesAFileInOneConversationOnly() throws Exception {
    Attachment file = notes();
    ask("Who?", file);
    Conversation other = room.tenant.withConversation();

    Outcome<AcceptedMessage> elsewhere = send(other, "Who?", null, file);

    assertThat(Outcomes.code(elsewhere)).isEqualTo("file_in_use");
    assertThat(room.messages(other.id())).isEmpty();
    assertThat(room.stores.attachments().find(room.tenant.id(), file.owner(), file.id()))
        .contains(file.usedIn(conversation.id()));
    ask("Again?", file);
    assertThat(texts(shown())).containsExactly(NOTES);
  }

  @Test
  void knowsNoFileOfAnybodyElse() {
    Principal colleague = ChatRoom.principal(room.tenant, "key:workshop");
    Principal stranger = ChatRoom.principal(room.other, room.caller.subject());
    for (Principal owner : List.of(colleague, stranger)) {
      Attachment theirs = room.withFile(owner, "a.txt", NOTES.getBytes(StandardCharsets.UTF_8));

      assertThat(Outcomes.refusal(send(conversation, "Who?", null, theirs)))
          .isEqualTo(new Refusal.NotFound("file"));
      assertThat(room.stores.attachments().find(owner.tenant(), owner.subject(), theirs.id()))
          .contains(theirs);
    }
    assertThat(room.messages(conversation.id())).isEmpty();
    assertThat(model.requests()).isEmpty();
  }

  @Test
  void bindsNothingWhereTheMessageIsRefused() {
    Attachment file = notes();

    assertThat(Outcomes.code(send(conversation, "Who?", new ModelId("none"), file)))
        .isEqualTo("model_not_found");

    assertThat(room.stores.attachments().find(room.tenant.id(), file.owner(), file.id()))
        .contains(file);
  }

  @Test
  void makesNoUseOfAFileThatWasRemoved() throws Exception {
    Attachment file = notes();
    ask("Who?", file);
    room.stores.attachments().remove(room.tenant.id(), file.owner(), file.id());

    Answered later = ask("And when?");

    assertThat(shown().passages()).isEmpty();
    assertThat(later.events()).noneMatch(RunEvent.Retrieved.class::isInstance);
    assertThat(Outcomes.refusal(send(conversation, "Again?", null, file)))
        .isEqualTo(new Refusal.NotFound("file"));
  }

  @Test
  void showsOfALongFileItsBeginningAndWhatFitsTheQuestion() throws Exception {
    StringBuilder text = new StringBuilder("Log of the waterworks, begun in winter.\n\n");
    for (int day = 0; day < 400; day++) {
      text.append("On day ")
          .append(day)
          .append(" the gauges were read at noon, and nothing happened that is worth a word.\n\n");
    }
    String needle = "Tessaly mended the brass valve behind the samovar.";
    text.insert(text.length() / 2, "\n\n" + needle + "\n\n");
    Attachment log = room.withFile("log.txt", text.toString().getBytes(StandardCharsets.UTF_8));
    Attachment notes = notes();
    room.meter.clear();

    Answered answered = ask("Who mended the brass valve behind the samovar?", log, notes);

    List<String> shown = texts(shown());
    assertThat(shown.getFirst()).startsWith("Log of the waterworks");
    assertThat(shown).anyMatch(piece -> piece.contains(needle));
    assertThat(shown.getLast()).isEqualTo(NOTES);
    assertThat(shown).hasSizeLessThanOrEqualTo(RecallFiles.MOST_EXCERPTS + 1);
    List<Integer> places =
        shown().passages().stream()
            .filter(passage -> passage.title().equals("log.txt"))
            .map(passage -> passage.chunk().content().span().start())
            .toList();
    assertThat(places).isSorted();
    assertThat(shown().passages())
        .filteredOn(passage -> passage.chunk().content().text().contains(needle))
        .singleElement()
        .satisfies(
            passage -> {
              assertThat(passage.ranks().keyword()).isEqualTo(1);
              assertThat(passage.score()).isPositive();
            });
    assertThat(answered.end().warnings()).contains(Warning.FILE_EXCERPTED);
    assertThat(shown().tokens()).isLessThanOrEqualTo(8_000);
    assertThat(room.meter.entries())
        .containsExactly(
            room.meter.question(
                room.tenant.id(),
                StoredTenant.OWNER,
                room.embeddings,
                "Who mended the brass valve behind the samovar?"));
  }

  @Test
  void showsPicturesToAModelThatTakesThem() throws Exception {
    Attachment photo = photo();

    askSeeing("What is this?", photo);
    askSeeing("And its colour?");

    assertThat(pictures(seeing.requests().getFirst().prompt()))
        .singleElement()
        .satisfies(
            shown ->
                assertThat(shown)
                    .singleElement()
                    .satisfies(
                        picture -> {
                          assertThat(picture.mediaType()).isEqualTo("image/png");
                          assertThat(picture.bytes()).isEqualTo(Pictures.png(512, 512));
                          assertThat(picture.tokens()).isEqualTo(255);
                        }));
    assertThat(pictures(seeing.requests().getLast().prompt()))
        .extracting(List::size)
        .containsExactly(1, 0, 0);
  }

  @Test
  void refusesPicturesForAModelThatTakesNone() {
    Attachment photo = photo();

    assertThat(Outcomes.refusal(send(conversation, "What is this?", null, photo)))
        .isEqualTo(
            new Refusal.Invalid(
                "model_without_vision",
                "model",
                "model: 'scripted' takes no images (expected: one with the capability vision)"));

    assertThat(room.messages(conversation.id())).isEmpty();
    assertThat(model.requests()).isEmpty();
    assertThat(room.stores.attachments().find(room.tenant.id(), photo.owner(), photo.id()))
        .contains(photo);
  }

  @Test
  void leavesEarlierPicturesOutForAModelThatTakesNone() throws Exception {
    Answered first = askSeeing("What is this?", photo());

    Answered later = ask("Thanks. And who are you?");

    assertThat(pictures(shown())).allMatch(List::isEmpty);
    assertThat(later.end().warnings()).containsExactly(Warning.IMAGES_LEFT_OUT);
    MessageId answer = first.end().answer().orElseThrow().id();
    assertThat(
            Outcomes.code(
                room.sendMessage.regenerate(
                    room.caller, conversation.id(), answer, ChatRoom.SCRIPTED)))
        .isEqualTo("model_without_vision");
  }

  @Test
  void answersAnewWithTheSameFiles() throws Exception {
    Answered first = ask("Who?", notes());

    room.ended(
        Outcomes.done(
            room.sendMessage.regenerate(
                room.caller, conversation.id(), first.end().answer().orElseThrow().id(), null)));

    assertThat(texts(shown())).containsExactly(NOTES);
  }

  @Test
  void showsTheFilesAgainWhereAFailedRunIsRetried() throws Exception {
    room.answeredBy(ScriptedCompletionModel.saying("By ").thenFailing(Code.PROVIDER_UNAVAILABLE));
    Answered failed = ask("Who?", notes());
    ScriptedCompletionModel second = room.answeredBy(ScriptedCompletionModel.saying("Orvane [1]."));

    Answered again =
        room.ended(
            Outcomes.done(
                room.retryRun.retry(
                    new RetryRun.Command(room.caller, failed.accepted().run().id(), null))));

    assertThat(texts(second.requests().getLast().prompt())).containsExactly(NOTES);
    assertThat(again.end().answer().orElseThrow().citations()).hasSize(1);
  }

  @Test
  void keepsFilesOfAMessageThatIsEditedUnlessOthersAreNamed() throws Exception {
    Attachment file = notes();
    Answered first = ask("Who?", file);
    MessageId question = first.accepted().question().id();

    Answered kept = room.ended(Outcomes.done(edit(question, null)));
    assertThat(texts(shown())).containsExactly(NOTES);
    assertThat(room.stores.attachments().of(room.tenant.id(), conversation.id()))
        .containsOnlyKeys(question, kept.accepted().question().id());

    room.ended(Outcomes.done(edit(question, List.of())));
    assertThat(shown().passages()).isEmpty();
  }

  private Outcome<AcceptedMessage> edit(MessageId message, @Nullable List<AttachmentId> files) {
    return room.sendMessage.edit(
        new SendMessage.Command(room.caller, conversation.id(), "Who was it?", null, files, null),
        message);
  }

  @Test
  void showsNothingOfOtherBranches() throws Exception {
    Answered first = ask("Hello.");
    Attachment file = notes();
    ask("Who?", file);

    room.ended(Outcomes.done(edit(first.accepted().question().id(), null)));

    assertThat(shown().passages()).isEmpty();
  }

  @Test
  void beginsAConversationWithFiles() throws Exception {
    Attachment file = notes();
    StartConversation.Command command =
        new StartConversation.Command(
            room.caller,
            "Who?",
            List.of(),
            new StartConversation.Answerer.ModelAlone(),
            null,
            null,
            List.of(),
            List.of(),
            null,
            ids(file),
            AnswerLimits.NONE);

    Answered answered = room.ended(Outcomes.done(room.startConversation.start(command)));

    assertThat(texts(shown())).containsExactly(NOTES);
    assertThat(
            room.stores.attachments().of(room.tenant.id(), answered.accepted().conversation().id()))
        .containsOnlyKeys(answered.accepted().question().id());
    assertThat(Outcomes.code(room.startConversation.start(command))).isEqualTo("file_in_use");
  }

  @Test
  void isSentOnceWithTheSameFilesUnderAKey() throws Exception {
    Attachment file = notes();
    room.ended(Outcomes.done(sendUnder("k-1", file)));

    assertThat(Outcomes.code(sendUnder("k-1"))).isEqualTo("idempotency_mismatch");
    assertThat(Outcomes.code(sendUnder("k-1", notes()))).isEqualTo("idempotency_mismatch");
    room.ended(Outcomes.done(sendUnder("k-1", file)));

    assertThat(model.requests()).hasSize(1);
  }

  private Outcome<AcceptedMessage> sendUnder(String key, Attachment... files) {
    return room.sendMessage.send(
        new SendMessage.Command(
            room.caller, conversation.id(), "Who?", null, ids(files), new ClientKey(key)));
  }

  @Test
  void takesNoMoreFilesThanAMessageMayHave() {
    Attachment[] files = new Attachment[TurnFiles.MOST_OF_MESSAGE + 1];
    Arrays.setAll(files, i -> notes());

    assertThat(Outcomes.refusal(send(conversation, "Who?", null, files)))
        .isEqualTo(
            new Refusal.Invalid(
                "too_many_files",
                "file_ids",
                "file_ids: 11 files (expected: at most 10 with a message)"));
    Attachment[] large = new Attachment[3];
    Arrays.setAll(large, i -> room.withFile("a.png", Pictures.png(1, 1, 7 << 20)));
    assertThat(Outcomes.code(send(conversation, "What?", SEEING, large)))
        .isEqualTo("too_many_files");
    assertThat(room.messages(conversation.id())).isEmpty();
  }

  @Test
  void takesNoMoreFilesThanAConversationMayHave() throws Exception {
    List<Attachment> last = new ArrayList<>();
    for (int message = 0; message < 5; message++) {
      Attachment[] files = new Attachment[TurnFiles.MOST_OF_MESSAGE];
      Arrays.setAll(files, i -> notes());
      ask("Who?", files);
      last.addAll(List.of(files));
    }

    assertThat(Outcomes.code(send(conversation, "Who?", null, notes())))
        .isEqualTo("too_many_files");
    ask("Again?", last.getFirst());
  }

  @Test
  void showsTheNewestOfManyPictures() throws Exception {
    Attachment old = photo();
    askSeeing("What is this?", old);
    Attachment[] files = new Attachment[RecallFiles.MOST_PICTURES];
    Arrays.setAll(files, i -> photo());

    Answered answered = askSeeing("And these?", files);

    assertThat(pictures(seeing.requests().getLast().prompt()))
        .extracting(List::size)
        .containsExactly(0, 0, RecallFiles.MOST_PICTURES);
    assertThat(answered.end().warnings()).contains(Warning.CONTEXT_TRUNCATED);
  }

  @Test
  void countsWhatIsShownOfFilesAgainstTheCallersTokens() throws Exception {
    try (ChatRoom limited = new ChatRoom(null, new Rate(1_000, 1_000))) {
      limited.answeredBy(ScriptedCompletionModel.saying("Noon."));
      Conversation there = limited.tenant.withConversation();
      String text = "The gauges were read at noon. ";
      List<Outcome<AcceptedMessage>> outcomes = new ArrayList<>();
      for (int times : List.of(200, 1)) {
        Attachment file =
            limited.withFile("log.txt", text.repeat(times).getBytes(StandardCharsets.UTF_8));
        outcomes.add(
            limited.sendMessage.send(
                new SendMessage.Command(
                    limited.caller, there.id(), "When?", null, ids(file), null)));
      }

      assertThat(Outcomes.code(outcomes.getFirst())).isEqualTo("token_rate_limited");
      limited.ended(Outcomes.done(outcomes.getLast()));
    }
  }

  @Test
  void isNeverAskedForWithAnIdOfNothing() {
    Outcome<AcceptedMessage> refused =
        room.sendMessage.send(
            new SendMessage.Command(
                room.caller,
                conversation.id(),
                "Who?",
                null,
                List.of(new AttachmentId(Fixtures.id())),
                null));

    assertThat(Outcomes.refusal(refused)).isEqualTo(new Refusal.NotFound("file"));
  }
}
