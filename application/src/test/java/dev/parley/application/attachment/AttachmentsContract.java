package dev.parley.application.attachment;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.attachment.Attachments.Allowance;
import dev.parley.application.attachment.Attachments.Content;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.attachment.AttachmentId;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Attachments} does. */
public abstract class AttachmentsContract {
  private static final String ME = StoredTenant.OWNER;
  private static final String COLLEAGUE = "key:workshop";
  private static final Allowance PLENTY = new Allowance(100, 1 << 20);
  private static final PageRequest ALL = new PageRequest(1, 100);

  private Stores stores;
  private Attachments attachments;
  private StoredTenant tenant;
  private StoredTenant otherTenant;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    stores = stores();
    attachments = stores.attachments();
    tenant = stores.tenant();
    otherTenant = stores.tenant();
  }

  private Attachment stored(StoredTenant of, String owner) {
    return of.withAttachment(owner, "Größe 7 🚰");
  }

  private Attachment stored() {
    return stored(tenant, ME);
  }

  private static List<AttachmentId> ids(List<Attachment> files) {
    return files.stream().map(Attachment::id).toList();
  }

  @Test
  void findsWhatWasAdded() {
    Attachment text = stored();
    Attachment picture = tenant.withPicture(ME);

    assertThat(attachments.find(tenant.id(), ME, text.id())).contains(text);
    assertThat(attachments.find(tenant.id(), ME, picture.id())).contains(picture);
    assertThat(attachments.find(tenant.id(), ME, new AttachmentId(Fixtures.id()))).isEmpty();
  }

  @Test
  void showsNothingToAnotherOwnerOrTenant() {
    Attachment file = stored();

    assertThat(attachments.find(tenant.id(), COLLEAGUE, file.id())).isEmpty();
    assertThat(attachments.find(otherTenant.id(), ME, file.id())).isEmpty();
    assertThat(attachments.list(tenant.id(), COLLEAGUE, ALL).items()).isEmpty();
    assertThat(attachments.list(otherTenant.id(), ME, ALL)).isEqualTo(new Page<>(List.of(), 0));
    assertThat(attachments.lock(tenant.id(), COLLEAGUE, List.of(file.id()))).isEmpty();
    assertThat(attachments.lock(otherTenant.id(), ME, List.of(file.id()))).isEmpty();
    assertThat(attachments.remove(tenant.id(), COLLEAGUE, file.id())).isFalse();
    assertThat(attachments.remove(otherTenant.id(), ME, file.id())).isFalse();
    assertThat(attachments.find(tenant.id(), ME, file.id())).contains(file);
  }

  @Test
  void listsTheNewestFirst() {
    Attachment first = stored();
    Attachment second = stored();
    Attachment third = tenant.withPicture(ME);

    assertThat(attachments.list(tenant.id(), ME, new PageRequest(1, 2)))
        .isEqualTo(new Page<>(List.of(third, second), 3));
    assertThat(attachments.list(tenant.id(), ME, new PageRequest(2, 2)))
        .isEqualTo(new Page<>(List.of(first), 3));
  }

  @Test
  void attachesInOrderAndBindsToTheConversation() {
    Conversation conversation = tenant.withConversation();
    Message message = tenant.withMessage(conversation, "Look.");
    Message later = tenant.withMessage(conversation, "And?");
    Attachment one = stored();
    Attachment two = tenant.withPicture(ME);

    attachments.attach(tenant.id(), conversation.id(), message.id(), List.of(two.id(), one.id()));
    attachments.attach(tenant.id(), conversation.id(), later.id(), List.of(one.id()));

    Attachment oneUsed = one.usedIn(conversation.id());
    Attachment twoUsed = two.usedIn(conversation.id());
    assertThat(attachments.of(tenant.id(), conversation.id()))
        .isEqualTo(Map.of(message.id(), List.of(twoUsed, oneUsed), later.id(), List.of(oneUsed)));
    assertThat(attachments.find(tenant.id(), ME, one.id())).contains(oneUsed);
    assertThat(attachments.lock(tenant.id(), ME, List.of(two.id(), one.id())))
        .containsExactlyInAnyOrder(oneUsed, twoUsed);
    assertThat(attachments.of(otherTenant.id(), conversation.id())).isEmpty();
    assertThat(attachments.of(tenant.id(), tenant.withConversation().id())).isEmpty();
  }

  @Test
  void attachesNothingThatIsUsedElsewhereOrNotThere() {
    Conversation conversation = tenant.withConversation();
    Conversation elsewhere = tenant.withConversation();
    Message message = tenant.withMessage(conversation, "Look.");
    Message other = tenant.withMessage(elsewhere, "Look.");
    Attachment file = stored();
    attachments.attach(tenant.id(), conversation.id(), message.id(), List.of(file.id()));

    assertThatThrownBy(
            () -> attachments.attach(tenant.id(), elsewhere.id(), other.id(), List.of(file.id())))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () ->
                attachments.attach(
                    tenant.id(),
                    elsewhere.id(),
                    other.id(),
                    List.of(new AttachmentId(Fixtures.id()))))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () ->
                attachments.attach(
                    tenant.id(),
                    conversation.id(),
                    new MessageId(Fixtures.id()),
                    List.of(file.id())))
        .isInstanceOf(RuntimeException.class);
    assertThat(attachments.of(tenant.id(), elsewhere.id())).isEmpty();
    assertThat(attachments.of(tenant.id(), conversation.id())).containsOnlyKeys(message.id());
  }

  @Test
  void takesAFileFromWhereverItIsAttached() {
    Conversation conversation = tenant.withConversation();
    Message message = tenant.withMessage(conversation, "Look.");
    Attachment file = stored();
    attachments.attach(tenant.id(), conversation.id(), message.id(), List.of(file.id()));

    assertThat(attachments.remove(tenant.id(), ME, file.id())).isTrue();
    assertThat(attachments.remove(tenant.id(), ME, file.id())).isFalse();

    assertThat(attachments.of(tenant.id(), conversation.id())).isEmpty();
    assertThat(attachments.find(tenant.id(), ME, file.id())).isEmpty();
  }

  @Test
  void goesWithItsConversation() {
    Conversation conversation = tenant.withConversation();
    Message message = tenant.withMessage(conversation, "Look.");
    Attachment used = stored();
    Attachment unused = stored();
    attachments.attach(tenant.id(), conversation.id(), message.id(), List.of(used.id()));

    stores.conversations().remove(tenant.id(), ME, conversation.id());

    assertThat(attachments.find(tenant.id(), ME, used.id())).isEmpty();
    assertThat(attachments.find(tenant.id(), ME, unused.id())).contains(unused);
  }

  @Test
  void removesWhatWasNeverUsedOfAllTenants() {
    Conversation conversation = tenant.withConversation();
    Message message = tenant.withMessage(conversation, "Look.");
    Attachment used = stored();
    attachments.attach(tenant.id(), conversation.id(), message.id(), List.of(used.id()));
    Attachment unused = stored();
    Attachment theirs = stored(otherTenant, ME);

    assertThat(attachments.removeUnused(NOW)).isZero();
    assertThat(attachments.removeUnused(NOW.plus(Duration.ofMillis(1)))).isEqualTo(2);

    assertThat(attachments.find(tenant.id(), ME, used.id())).isPresent();
    assertThat(attachments.find(tenant.id(), ME, unused.id())).isEmpty();
    assertThat(attachments.find(otherTenant.id(), ME, theirs.id())).isEmpty();
  }

  @Test
  void letsNoOwnerHaveMoreThanTheAllowance() {
    Content content = new Content.Picture(new byte[10]);
    Attachment first = Fixtures.attachment(tenant.id(), ME, content);
    assertThat(attachments.add(first, content, new Allowance(1, 10))).isTrue();

    assertThat(added(ME, content, new Allowance(1, 1_000))).isFalse();
    assertThat(added(ME, content, new Allowance(9, 19))).isFalse();
    assertThat(ids(attachments.list(tenant.id(), ME, ALL).items())).containsExactly(first.id());

    assertThat(added(COLLEAGUE, content, new Allowance(1, 10))).isTrue();
    assertThat(added(ME, content, new Allowance(2, 20))).isTrue();
  }

  private boolean added(String owner, Content content, Allowance allowance) {
    return attachments.add(Fixtures.attachment(tenant.id(), owner, content), content, allowance);
  }

  @Test
  void keepsToTheAllowanceWhoeverStoresAtTheSameTime() throws Exception {
    Content content = new Content.Picture(new byte[10]);
    List<Future<Boolean>> attempts = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 12; i++) {
        attempts.add(threads.submit(() -> added(ME, content, new Allowance(5, 1_000))));
      }
    }
    int stored = 0;
    for (Future<Boolean> attempt : attempts) {
      stored += attempt.get() ? 1 : 0;
    }

    assertThat(stored).isEqualTo(5);
    assertThat(attachments.list(tenant.id(), ME, ALL).total()).isEqualTo(5);
  }

  @Test
  void isAsItWasWhereTheUnitOfWorkFails() {
    Content content = new Content.Picture(new byte[10]);

    assertThatThrownBy(
            () ->
                stores
                    .unitOfWork()
                    .inTenant(
                        tenant.id(),
                        () -> {
                          assertThat(added(ME, content, PLENTY)).isTrue();
                          throw new IllegalStateException("planned");
                        }))
        .hasMessage("planned");

    assertThat(attachments.list(tenant.id(), ME, ALL).total()).isZero();
  }
}
