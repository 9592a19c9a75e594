package dev.parley.application.attachment;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.attachment.AddAttachment.Added;
import dev.parley.application.attachment.AddAttachment.Command;
import dev.parley.application.attachment.Attachments.Allowance;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Outcomes;
import dev.parley.application.fixtures.Queues;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.knowledge.InMemoryTextExtractor;
import dev.parley.application.model.EmbeddingModel;
import dev.parley.application.model.HashingEmbeddingModel;
import dev.parley.application.model.RecordedMeter;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.quota.AdmitRequest;
import dev.parley.application.quota.InMemoryQuotaStore;
import dev.parley.application.schedule.EmbeddingBatches;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.attachment.AttachmentKind;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.knowledge.chunking.Chunker;
import dev.parley.domain.quota.Rate;
import dev.parley.domain.schedule.Limits;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AddAttachmentTest {
  private static final Allowance PLENTY = new Allowance(100, 1 << 30);
  private static final String TEXT = "# Pumps\n\nGrease them.\n\n# Valves\n\nTurn them.\n";

  private final Stores stores = Stores.inMemory();
  private final StoredTenant tenant = stores.tenant();
  private final Principal caller =
      new Principal(tenant.id(), StoredTenant.OWNER, Set.of(Role.CHAT));
  private final EmbeddingModel embeddings = new HashingEmbeddingModel();
  private final TokenCounter tokens = new EstimatingTokenCounter();
  private final RecordedMeter meter = new RecordedMeter();

  private AddAttachment with(
      Allowance allowance, @Nullable Rate requests, EmbeddingBatches batches) {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    return new AddAttachment(
        stores.attachments(),
        new InMemoryTextExtractor(),
        new Chunker(tokens),
        tokens,
        batches,
        meter,
        new AdmitRequest(
            new InMemoryQuotaStore(), requests, null, stores.usageLedger(), Fixtures::id, clock),
        allowance,
        stores.unitOfWork(),
        stores.audit(),
        Fixtures::id,
        clock);
  }

  private final AddAttachment addAttachment = with(PLENTY, null, Queues.batches(embeddings));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Outcome<Added> add(String filename, byte[] content) {
    return addAttachment.add(new Command(caller, filename, content));
  }

  private void assertNothingStored() {
    assertThat(
            stores
                .attachments()
                .list(tenant.id(), StoredTenant.OWNER, new PageRequest(1, 1))
                .total())
        .isZero();
    assertThat(stores.audited(tenant.id())).isEmpty();
  }

  @Test
  void readsCutsAndEmbedsATextBeforeItIsStored() {
    Attachment file = Outcomes.done(add("C:\\notes\\pumps.md", bytes(TEXT))).attachment();

    assertThat(file.owner()).isEqualTo(StoredTenant.OWNER);
    assertThat(file.filename()).isEqualTo("pumps.md");
    assertThat(file.mediaType()).isEqualTo("text/markdown");
    assertThat(file.kind()).isEqualTo(AttachmentKind.TEXT);
    assertThat(file.bytes()).isEqualTo(TEXT.length());
    assertThat(file.pages()).isEqualTo(1);
    assertThat(file.tokens()).isGreaterThan(tokens.count(TEXT));
    assertThat(file.conversation()).isNull();
    assertThat(file.createdAt()).isEqualTo(NOW);
    assertThat(stores.attachments().find(tenant.id(), StoredTenant.OWNER, file.id()))
        .contains(file);
    assertThat(stores.attachmentContents().text(tenant.id(), file.id())).contains(TEXT);
    List<Embedded> pieces =
        stores.attachmentContents().pieces(tenant.id(), file.id(), embeddings.name());
    assertThat(pieces).isNotEmpty();
    for (Embedded piece : pieces) {
      assertThat(piece.chunk().isAttached()).isTrue();
      assertThat(piece.chunk().document().value()).isEqualTo(file.id().value());
      assertThat(piece.chunk().content().span().of(TEXT)).isEqualTo(piece.chunk().content().text());
      assertThat(piece.vector())
          .isEqualTo(
              embeddings.embed(List.of(piece.chunk().content().searchableText())).getFirst());
    }
    assertThat(stores.audited(tenant.id()))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.action()).isEqualTo(AuditAction.FILE_CREATED.word());
              assertThat(event.targetId()).isEqualTo(file.id().toString());
              assertThat(event.details())
                  .isEqualTo(
                      Map.of(
                          "media_type", "text/markdown", "bytes", String.valueOf(TEXT.length())));
            });
  }

  @Test
  void hasWhatIsEmbeddedOfATextTakenDownForTheCaller() {
    Attachment file = Outcomes.done(add("pumps.md", bytes(TEXT))).attachment();

    int embedded =
        stores.attachmentContents().pieces(tenant.id(), file.id(), embeddings.name()).stream()
            .mapToInt(piece -> new Chunker(tokens).searchableTokens(piece.chunk().content()))
            .sum();
    assertThat(meter.entries())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.tenant()).isEqualTo(tenant.id());
              assertThat(entry.subject()).isEqualTo(StoredTenant.OWNER);
              assertThat(entry.model()).isEqualTo(embeddings.name());
              assertThat(entry.tokens()).isEqualTo(embedded);
            });

    meter.clear();
    Outcomes.done(add("pump.png", Pictures.png(8, 8)));
    assertThat(meter.entries()).isEmpty();
  }

  @Test
  void knowsAPictureByItsBytesWhateverItsName() {
    byte[] png = Pictures.png(1_024, 1_024);

    Attachment file = Outcomes.done(add("notes.txt", png)).attachment();

    assertThat(file.mediaType()).isEqualTo("image/png");
    assertThat(file.kind()).isEqualTo(AttachmentKind.PICTURE);
    assertThat(file.pages()).isZero();
    assertThat(file.tokens()).isEqualTo(765);
    assertThat(stores.attachmentContents().picture(tenant.id(), file.id())).hasValue(png);
  }

  @Test
  void refusesWhatCannotBeRead() {
    assertThat(Outcomes.code(add("a.txt", new byte[0]))).isEqualTo("empty_document");
    assertThat(Outcomes.code(add("a.png", new byte[] {'M', 'Z', 0, 0})))
        .isEqualTo("unsupported_type");
    assertThat(Outcomes.code(add("a.txt", bytes(" \n ")))).isEqualTo("no_text");
    assertThat(Outcomes.code(add("a.png", Arrays.copyOf(Pictures.png(1, 1), 18))))
        .isEqualTo("corrupt");
    assertThat(Outcomes.code(add("a.png", Pictures.png(0, 1)))).isEqualTo("corrupt");
    assertThat(
            Outcomes.refusal(add("a.png", Pictures.png(1, 1, AddAttachment.MAX_PICTURE_BYTES + 1))))
        .isEqualTo(
            new Refusal.Invalid(
                "too_large",
                "file",
                "file: an image of 10485761 bytes (expected: at most 10485760)"));
    assertNothingStored();
  }

  @Test
  void refusesATextOfTooManyPieces() {
    String word = "The pump in the north stands still, and the gauge beside it shows nothing. ";

    assertThat(Outcomes.code(add("a.txt", bytes(word.repeat(30_000))))).isEqualTo("too_large");
    assertNothingStored();
  }

  @Test
  void letsNobodyHaveMoreThanTheAllowance() {
    AddAttachment small = with(new Allowance(1, 100), null, Queues.batches(embeddings));
    Outcomes.done(small.add(new Command(caller, "a.txt", bytes("One."))));

    assertThat(Outcomes.refusal(small.add(new Command(caller, "b.txt", bytes("Two.")))))
        .isEqualTo(
            new Refusal.Conflict(
                "file_limit_reached",
                "With this file there would be more than 1 files or 0 MiB: remove some that are not"
                    + " needed."));
    Principal colleague = new Principal(tenant.id(), "key:workshop", Set.of(Role.CHAT));
    Outcomes.done(small.add(new Command(colleague, "b.txt", bytes("Two."))));
  }

  @Test
  void countsAFileAsARequest() {
    AddAttachment limited = with(PLENTY, new Rate(2, 2), Queues.batches(embeddings));

    Added first = Outcomes.done(limited.add(new Command(caller, "a.txt", bytes("One."))));
    assertThat(first.limits()).isNotEmpty();
    assertThat(Outcomes.code(limited.add(new Command(caller, "a.txt", bytes(" ")))))
        .isEqualTo("no_text");
    assertThat(Outcomes.code(limited.add(new Command(caller, "a.txt", bytes("Three.")))))
        .isEqualTo("rate_limited");
  }

  @Test
  void isRefusedWhereTooMuchWaitsToBeEmbedded() {
    EmbeddingBatches stuck =
        new EmbeddingBatches(
            embeddings,
            batch -> {},
            new EmbeddingBatches.Settings(1, Duration.ZERO, 1),
            new Limits(1, 1),
            tenant -> 1,
            System::nanoTime);
    Thread running = waitingFor(stuck);
    while (stuck.running() == 0) {
      Thread.onSpinWait();
    }
    Thread waiting = waitingFor(stuck);
    while (stuck.waiting() == 0) {
      Thread.onSpinWait();
    }

    Outcome<Added> refused =
        with(PLENTY, null, stuck).add(new Command(caller, "a.txt", bytes("One.")));
    running.interrupt();
    waiting.interrupt();

    assertThat(Outcomes.refusal(refused)).isInstanceOf(Refusal.Unavailable.class);
    assertNothingStored();
  }

  private static Thread waitingFor(EmbeddingBatches batches) {
    TenantId other = new TenantId(Fixtures.id());
    return Thread.startVirtualThread(
        () -> {
          try (EmbeddingBatches.Lane lane =
              batches.lane(other, List.of(new EmbeddingBatches.Text("a", 1)).iterator())) {
            var unused = lane.next();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
