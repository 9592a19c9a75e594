package dev.parley.application.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.conversation.Conversations.Filter;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.ConversationMode;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Citation;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.TextSpan;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link Conversations} does. */
public abstract class ConversationsContract {
  private static final String OWNER = StoredTenant.OWNER;
  private static final String SOMEBODY_ELSE = "key:workshop";
  private static final Instant LATER = Fixtures.NOW.plusSeconds(60);
  private static final PageRequest FIRST_PAGE = new PageRequest(1, 100);

  private Stores stores;
  private Conversations conversations;
  private StoredTenant tenant;
  private StoredTenant otherTenant;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    stores = stores();
    conversations = stores.conversations();
    tenant = stores.tenant();
    otherTenant = stores.tenant();
  }

  private Conversation stored(Conversation conversation) {
    return conversations.find(tenant.id(), conversation.owner(), conversation.id()).orElseThrow();
  }

  private List<ConversationId> listed(Filter filter) {
    return conversations.list(tenant.id(), filter, FIRST_PAGE).items().stream()
        .map(Conversation::id)
        .toList();
  }

  private static Filter saying(@Nullable String text) {
    return new Filter(OWNER, text, null);
  }

  private Conversation titled(String title) {
    Conversation conversation =
        Fixtures.conversation(tenant.id(), OWNER).changed(title, false, false, Fixtures.NOW);
    conversations.add(conversation);
    return conversation;
  }

  private static Conversation in(TenantId tenant, Conversation conversation) {
    return new Conversation(
        conversation.id(),
        tenant,
        conversation.owner(),
        conversation.title(),
        conversation.mode(),
        conversation.bot(),
        conversation.model(),
        conversation.pinned(),
        conversation.archived(),
        conversation.documents(),
        conversation.datasets(),
        conversation.messageCount(),
        conversation.version(),
        conversation.createdAt(),
        conversation.updatedAt());
  }

  @ParameterizedTest
  @EnumSource(ConversationMode.class)
  void findsWhatWasAdded(ConversationMode mode) {
    Bot bot = tenant.withBot();
    Conversation conversation =
        Conversation.begin(
            new ConversationId(Fixtures.id()),
            tenant.id(),
            OWNER,
            "Größe der Pumpen 🚰",
            mode,
            bot.id(),
            new ModelId("gpt-4.1"),
            List.of(new DocumentId(Fixtures.id()), new DocumentId(Fixtures.id())),
            List.of(new DatasetId(Fixtures.id())),
            Fixtures.NOW);

    conversations.add(conversation);

    assertThat(conversations.find(tenant.id(), OWNER, conversation.id())).contains(conversation);
    assertThat(conversations.find(tenant.id(), conversation.id())).contains(conversation);
    assertThat(conversations.lock(tenant.id(), OWNER, conversation.id())).contains(conversation);
  }

  @Test
  void showsAConversationToItsOwnerOnly() {
    Conversation conversation = tenant.withConversation(OWNER);

    assertThat(conversations.find(tenant.id(), SOMEBODY_ELSE, conversation.id())).isEmpty();
    assertThat(conversations.find(otherTenant.id(), conversation.id())).isEmpty();
    assertThat(conversations.lock(tenant.id(), SOMEBODY_ELSE, conversation.id())).isEmpty();
    assertThat(listed(new Filter(SOMEBODY_ELSE, null, null))).isEmpty();
  }

  @Test
  void showsAConversationToItsTenantOnly() {
    Conversation conversation = tenant.withConversation(OWNER);
    Message message = tenant.withMessage(conversation, "Why?");
    TenantId other = otherTenant.id();

    assertThat(conversations.find(other, OWNER, conversation.id())).isEmpty();
    assertThat(conversations.lock(other, OWNER, conversation.id())).isEmpty();
    assertThat(conversations.list(other, saying(null), FIRST_PAGE).total()).isZero();
    assertThat(conversations.list(other, saying("why"), FIRST_PAGE).total()).isZero();
    assertThat(conversations.messages(other, conversation.id())).isEmpty();
    assertThat(conversations.message(other, message.id())).isEmpty();
  }

  @Test
  void changesNothingOfAnotherTenants() {
    Conversation conversation = tenant.withConversation(OWNER);

    assertThat(conversations.update(in(otherTenant.id(), conversation))).isFalse();
    assertThat(conversations.remove(otherTenant.id(), OWNER, conversation.id())).isFalse();
    assertThatThrownBy(
            () ->
                conversations.append(
                    otherTenant.id(), Fixtures.message(conversation, "Hello"), LATER))
        .isInstanceOf(RuntimeException.class);

    assertThat(stored(conversation)).isEqualTo(conversation);
    assertThat(conversations.messages(tenant.id(), conversation.id())).isEmpty();
  }

  @Test
  void listsNewestChangeFirst() {
    Conversation first = tenant.withConversation();
    Conversation second = tenant.withConversation();
    Conversation third = tenant.withConversation();
    conversations.append(tenant.id(), Fixtures.message(first, "Again"), LATER);

    Page<Conversation> page = conversations.list(tenant.id(), saying(null), new PageRequest(1, 2));

    assertThat(page.items()).extracting(Conversation::id).containsExactly(first.id(), third.id());
    assertThat(page.total()).isEqualTo(3);
    assertThat(conversations.list(tenant.id(), saying(null), new PageRequest(2, 2)).items())
        .extracting(Conversation::id)
        .containsExactly(second.id());
  }

  @Test
  void listsArchivedOrNotAsAsked() {
    Conversation open = tenant.withConversation();
    Conversation archived = tenant.withConversation();
    conversations.update(archived.changed(archived.title(), false, true, LATER));

    assertThat(listed(new Filter(OWNER, null, true))).containsExactly(archived.id());
    assertThat(listed(new Filter(OWNER, null, false))).containsExactly(open.id());
    assertThat(listed(new Filter(OWNER, null, null))).containsExactly(archived.id(), open.id());
  }

  @Test
  void searchesTitlesAndMessages() {
    Conversation byTitle = titled("Leaking valve");
    Conversation byMessage = titled("Monday");
    Conversation neither = titled("Tuesday");
    tenant.withMessage(byMessage, "There is a leaking pipe.");
    tenant.withMessage(byMessage, "It is leaking still.");
    tenant.withMessage(neither, "All is well.");

    Page<Conversation> page =
        conversations.list(tenant.id(), saying("leaking"), new PageRequest(1, 1));

    assertThat(listed(saying("leaking"))).containsExactlyInAnyOrder(byTitle.id(), byMessage.id());
    assertThat(page.items()).hasSize(1);
    assertThat(page.total()).isEqualTo(2);
    assertThat(listed(saying("flood"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"PUMP, The pump drops", "pump, THE PUMP DROPS", "ÄRGER, Viel ärger", "höhe, HÖHE"})
  void searchesWhateverTheCaseOfLetters(String wanted, String said) {
    Conversation conversation = titled("Monday");
    tenant.withMessage(conversation, said);

    assertThat(listed(saying(wanted))).containsExactly(conversation.id());
  }

  @ParameterizedTest
  @CsvSource({"50%, 50 litres", "a_b, aXb", "c\\d, cd", "%, anything", "_, x", "\\, y"})
  void takesPatternCharactersAsTheyAre(String wanted, String notMeant) {
    Conversation meant = titled("Valve " + wanted + " open");
    titled(notMeant);

    assertThat(listed(saying(wanted))).containsExactly(meant.id());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "pump | The pump drops | true",
        "pump drops | The pump drops | true",
        "drops pump | The pump drops | true",
        "pump dro | The pump drops | true",
        "pum drops | The pump drops | false",
        "ump | The pump drops | false",
        "pump leaks | The pump drops | false",
        "monday pump | The pump drops | true",
        "mond | The pump drops | true",
        "mond pump | The pump drops | false",
        "pump valve | The pump drops | true",
        "drops. | The pump drops. | true",
        "drops! | The pump drops. | false",
        "the-pump | See the-pump, there | true",
        "the-pump | The pump | false",
        "example.com | Mail a@example.com now | true",
        "com now | Mail a@example.com now | true",
        "/etc/pump | cat /etc/pump.conf | true",
        "pump.conf | cat /etc/pump.conf | true",
        "it's | It's so | true",
        "'s | It's so | true",
        "7 | Size 7 | true",
        "7 | Size 17 | false",
        "gr | Größe | true",
        "größe | GRÖSSE | false",
        "straße | Straßen | true",
        "насос | Насос стоит | true",
        "& | R & D | true",
        "& d | R & D | true",
        "a:* | a:* | true",
        "(ab) | See (ab) | true",
        "!pump | !pump | true",
      })
  void findsEveryWordAndTheBeginningOfTheLast(String wanted, String said, boolean found) {
    Conversation conversation = titled("Monday");
    tenant.withMessage(conversation, said);
    tenant.withMessage(conversation, "A valve.");
    tenant.withMessage(titled("Other"), "Nothing of it.");

    assertThat(listed(saying(wanted))).isEqualTo(found ? List.of(conversation.id()) : List.of());
  }

  @Test
  void searchesTextsOfAllLengths() {
    Conversation conversation = titled("Monday");
    String longWord = "x".repeat(3_000);
    String many =
        IntStream.range(0, 20_000).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
    tenant.withMessage(conversation, "One " + longWord + " long.");
    tenant.withMessage(conversation, many);
    tenant.withMessage(conversation, "");

    assertThat(listed(saying(longWord))).containsExactly(conversation.id());
    assertThat(listed(saying("x".repeat(100)))).containsExactly(conversation.id());
    assertThat(listed(saying("x".repeat(3_001)))).isEmpty();
    assertThat(listed(saying("w1 w19999"))).containsExactly(conversation.id());
    assertThat(listed(saying("w20000"))).isEmpty();
  }

  @Test
  void takesSomeWordsAtOnce() {
    Conversation conversation = titled("a b c d e f g h i j k l m n o p q");

    assertThat(listed(saying("a b c d e f g h i j k l m n o p")))
        .containsExactly(conversation.id());
    assertThatThrownBy(() -> listed(saying("a b c d e f g h i j k l m n o p q")))
        .isInstanceOf(InvalidValue.class)
        .hasMessage("q: 17 words (expected: up to 16)");
  }

  @Test
  void storesTitlePinnedAndArchived() {
    Conversation conversation = tenant.withConversation();
    tenant.withMessage(conversation, "Why?");

    boolean updated = conversations.update(conversation.changed("Other title", true, true, LATER));

    Conversation stored = stored(conversation);
    assertThat(updated).isTrue();
    assertThat(stored.title()).isEqualTo("Other title");
    assertThat(stored.pinned()).isTrue();
    assertThat(stored.archived()).isTrue();
    assertThat(stored.updatedAt()).isEqualTo(LATER);
    assertThat(stored.version()).isEqualTo(conversation.version() + 1);
    assertThat(stored.messageCount()).isEqualTo(1);
  }

  @Test
  void refusesAChangeOfAnOldVersion() {
    Conversation conversation = tenant.withConversation();
    conversations.update(conversation.changed("First", false, false, LATER));

    assertThat(conversations.update(conversation.changed("Second", false, false, LATER))).isFalse();

    assertThat(stored(conversation).title()).isEqualTo("First");
    assertThat(conversations.update(stored(conversation).changed("Third", false, false, LATER)))
        .isTrue();
  }

  @Test
  void changesNoConversationThatIsGone() {
    assertThat(conversations.update(Fixtures.conversation(tenant.id(), OWNER))).isFalse();
  }

  @Test
  void removesAConversationWithItsMessagesAndRuns() {
    Conversation conversation = tenant.withConversation();
    Run run = tenant.withRun(conversation);
    Conversation kept = tenant.withConversation();
    Message keptMessage = tenant.withMessage(kept, "Why?");

    assertThat(conversations.remove(tenant.id(), OWNER, conversation.id())).isTrue();

    assertThat(conversations.find(tenant.id(), OWNER, conversation.id())).isEmpty();
    assertThat(conversations.messages(tenant.id(), conversation.id())).isEmpty();
    assertThat(conversations.message(tenant.id(), run.question())).isEmpty();
    assertThat(stores.runs().find(tenant.id(), run.id())).isEmpty();
    assertThat(conversations.messages(tenant.id(), kept.id())).containsExactly(keptMessage);
    assertThat(conversations.remove(tenant.id(), OWNER, conversation.id())).isFalse();
  }

  @Test
  void removesNoConversationOfSomebodyElse() {
    Conversation conversation = tenant.withConversation(OWNER);

    assertThat(conversations.remove(tenant.id(), SOMEBODY_ELSE, conversation.id())).isFalse();

    assertThat(stored(conversation)).isEqualTo(conversation);
  }

  @ParameterizedTest
  @EnumSource(Author.class)
  void keepsEverythingOfAMessage(Author author) {
    Conversation conversation = tenant.withConversation();
    Message question = tenant.withMessage(conversation, "Why?");
    Message message =
        new Message(
            new MessageId(Fixtures.id()),
            conversation.id(),
            question.id(),
            author,
            "Because {\"a\": [1]} \\ 'quoted' Größe 🚰\n",
            123,
            new ModelId("gpt-4.1"),
            List.of(citation(1, "Größe \"x\" \\ y 🚰\n"), citation(2, "plain words")),
            LATER);

    conversations.append(tenant.id(), message, LATER);

    assertThat(conversations.message(tenant.id(), message.id())).contains(message);
    assertThat(conversations.messages(tenant.id(), conversation.id()))
        .containsExactly(question, message);
  }

  private static Citation citation(int index, String quote) {
    return new Citation(
        index,
        new ChunkId(Fixtures.id()),
        new DocumentId(Fixtures.id()),
        "Pump handbook",
        14,
        new TextSpan(1_000, 1_000 + quote.length()),
        quote,
        new Citation.PassageText("Before. " + quote + " After.", 992));
  }

  @Test
  void appendsInOrderWhateverTheClockSays() {
    Conversation conversation = tenant.withConversation();
    List<Message> messages =
        IntStream.range(0, 5)
            .mapToObj(
                i ->
                    new Message(
                        new MessageId(Fixtures.id()),
                        conversation.id(),
                        null,
                        Author.USER,
                        "Message " + i,
                        1,
                        null,
                        List.of(),
                        Fixtures.NOW.minusSeconds(i)))
            .toList();

    messages.forEach(message -> conversations.append(tenant.id(), message, LATER));

    assertThat(conversations.messages(tenant.id(), conversation.id())).isEqualTo(messages);
  }

  @Test
  void countsMessagesAndNotesTheChange() {
    Conversation conversation = tenant.withConversation();

    conversations.append(tenant.id(), Fixtures.message(conversation, "One"), LATER);
    conversations.append(tenant.id(), Fixtures.message(conversation, "Two"), LATER.plusSeconds(1));

    Conversation stored = stored(conversation);
    assertThat(stored.messageCount()).isEqualTo(2);
    assertThat(stored.updatedAt()).isEqualTo(LATER.plusSeconds(1));
    assertThat(stored.version()).isEqualTo(conversation.version());
  }

  @Test
  void appendsAMessageOnce() {
    Conversation conversation = tenant.withConversation();
    Message message = Fixtures.message(conversation, "One");
    conversations.append(tenant.id(), message, LATER);

    conversations.append(tenant.id(), message, LATER.plusSeconds(1));

    assertThat(conversations.messages(tenant.id(), conversation.id())).containsExactly(message);
    assertThat(stored(conversation).messageCount()).isEqualTo(1);
    assertThat(stored(conversation).updatedAt()).isEqualTo(LATER);
  }

  @Test
  void appendsNothingToAConversationThatIsGone() {
    Conversation gone = Fixtures.conversation(tenant.id(), OWNER);

    assertThatThrownBy(
            () -> conversations.append(tenant.id(), Fixtures.message(gone, "One"), LATER))
        .isInstanceOf(RuntimeException.class);
    assertThat(conversations.messages(tenant.id(), gone.id())).isEmpty();
  }

  @Test
  void losesNoMessageWhenManyAppendAtOnce() {
    Conversation conversation = tenant.withConversation();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 12)
          .forEach(i -> executor.execute(() -> tenant.withMessage(conversation, "Message " + i)));
    }

    assertThat(conversations.messages(tenant.id(), conversation.id())).hasSize(12);
    assertThat(stored(conversation).messageCount()).isEqualTo(12);
  }

  @Test
  void keepsOthersFromAddingWhileItIsLocked() throws Exception {
    Conversation conversation = tenant.withConversation();
    CountDownLatch locked = new CountDownLatch(1);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> holder =
          executor.submit(
              () ->
                  stores
                      .unitOfWork()
                      .inTenant(
                          tenant.id(),
                          () -> {
                            conversations.lock(tenant.id(), OWNER, conversation.id());
                            locked.countDown();
                            pause();
                            return tenant.withMessage(conversation, "First");
                          }));
      Future<?> other =
          executor.submit(
              () -> {
                locked.await();
                return tenant.withMessage(conversation, "Second");
              });
      holder.get(20, TimeUnit.SECONDS);
      other.get(20, TimeUnit.SECONDS);
    }

    assertThat(conversations.messages(tenant.id(), conversation.id()))
        .extracting(Message::content)
        .containsExactly("First", "Second");
  }

  /** Long enough that a store which did not lock would most likely be found out. */
  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this test", e);
    }
  }
}
