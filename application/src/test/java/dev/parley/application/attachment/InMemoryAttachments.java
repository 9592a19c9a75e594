package dev.parley.application.attachment;

import dev.parley.application.fixtures.Pages;
import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.attachment.AttachmentId;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Attached files in memory, with their contents. */
public final class InMemoryAttachments implements Attachments, AttachmentContents {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Stored> files;
  private final Table<Uses> uses;
  private final Table<Message> messages;

  /** A file as it is stored; conversations that are removed take theirs along. */
  public record Stored(Attachment attachment, Content content) {}

  private record Uses(MessageId message, List<AttachmentId> files) {}

  public InMemoryAttachments(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.files = unitOfWork.table("files");
    this.uses = unitOfWork.table("message_files");
    this.messages = unitOfWork.table("messages");
  }

  @Override
  public boolean add(Attachment attachment, Content content, Allowance allowance) {
    return unitOfWork.rowsOf(
        attachment.tenant(),
        () -> {
          List<Attachment> present = ofOwner(attachment.tenant(), attachment.owner());
          long bytes = present.stream().mapToLong(Attachment::bytes).sum();
          if (present.size() >= allowance.files()
              || bytes + attachment.bytes() > allowance.bytes()) {
            return false;
          }
          files.put(attachment.tenant(), attachment.id(), new Stored(attachment, content));
          return true;
        });
  }

  private List<Attachment> ofOwner(TenantId tenant, String owner) {
    return files.of(tenant).stream()
        .map(Stored::attachment)
        .filter(file -> file.owner().equals(owner))
        .toList();
  }

  @Override
  public Optional<Attachment> find(TenantId tenant, String owner, AttachmentId id) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            files
                .find(tenant, id)
                .map(Stored::attachment)
                .filter(file -> file.owner().equals(owner)));
  }

  @Override
  public Page<Attachment> list(TenantId tenant, String owner, PageRequest page) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            Pages.of(
                ofOwner(tenant, owner),
                Comparator.comparing(Attachment::createdAt)
                    .thenComparing(file -> file.id().value())
                    .reversed(),
                page));
  }

  /** Units of work take turns here, so each holds everything. */
  @Override
  public List<Attachment> lock(TenantId tenant, String owner, Collection<AttachmentId> ids) {
    return unitOfWork.rowsOf(
        tenant,
        () -> ofOwner(tenant, owner).stream().filter(file -> ids.contains(file.id())).toList());
  }

  @Override
  public void attach(
      TenantId tenant, ConversationId conversation, MessageId message, List<AttachmentId> ids) {
    var unused =
        unitOfWork.rowsOf(
            tenant,
            () -> {
              if (messages.find(tenant, message).isEmpty()) {
                throw new IllegalStateException("no such message");
              }
              for (AttachmentId id : ids) {
                Stored stored =
                    files
                        .find(tenant, id)
                        .filter(file -> file.attachment().mayBeUsedIn(conversation))
                        .orElseThrow(() -> new IllegalStateException("no such file to attach"));
                files.put(
                    tenant,
                    id,
                    new Stored(stored.attachment().usedIn(conversation), stored.content()));
              }
              uses.put(tenant, message, new Uses(message, List.copyOf(ids)));
              return message;
            });
  }

  @Override
  public Map<MessageId, List<Attachment>> of(TenantId tenant, ConversationId conversation) {
    return unitOfWork.rowsOf(
        tenant,
        () -> {
          Map<MessageId, List<Attachment>> of = new LinkedHashMap<>();
          for (Uses use : uses.of(tenant)) {
            List<Attachment> present =
                use.files().stream()
                    .flatMap(id -> files.find(tenant, id).stream())
                    .map(Stored::attachment)
                    .filter(file -> conversation.equals(file.conversation()))
                    .toList();
            if (!present.isEmpty()) {
              of.put(use.message(), present);
            }
          }
          return of;
        });
  }

  @Override
  public boolean remove(TenantId tenant, String owner, AttachmentId id) {
    return unitOfWork.rowsOf(
        tenant, () -> find(tenant, owner, id).isPresent() && files.remove(tenant, id));
  }

  @Override
  public int removeUnused(Instant before) {
    return unitOfWork.acrossTenants(
        () -> {
          List<Attachment> unused =
              files.all().stream()
                  .map(Stored::attachment)
                  .filter(file -> file.conversation() == null)
                  .filter(file -> file.createdAt().isBefore(before))
                  .toList();
          unused.forEach(file -> files.remove(file.tenant(), file.id()));
          return unused.size();
        });
  }

  @Override
  public Optional<byte[]> picture(TenantId tenant, AttachmentId id) {
    return content(tenant, id)
        .filter(Content.Picture.class::isInstance)
        .map(content -> ((Content.Picture) content).bytes());
  }

  @Override
  public Optional<String> text(TenantId tenant, AttachmentId id) {
    return content(tenant, id)
        .filter(Content.Text.class::isInstance)
        .map(content -> ((Content.Text) content).text());
  }

  @Override
  public List<Embedded> pieces(TenantId tenant, AttachmentId id, String embeddingModel) {
    return content(tenant, id)
        .filter(Content.Text.class::isInstance)
        .map(content -> (Content.Text) content)
        .map(
            text ->
                text.embeddingModel().equals(embeddingModel)
                    ? text.pieces()
                    : text.pieces().stream()
                        .map(piece -> new Embedded(piece.chunk(), new float[0]))
                        .toList())
        .orElse(List.of());
  }

  private Optional<Content> content(TenantId tenant, AttachmentId id) {
    return unitOfWork.rowsOf(tenant, () -> files.find(tenant, id).map(Stored::content));
  }
}
