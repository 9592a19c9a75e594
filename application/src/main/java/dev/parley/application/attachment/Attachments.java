package dev.parley.application.attachment;

import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.attachment.AttachmentId;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The files of callers, and the messages that they are attached to. */
public interface Attachments {

  /** What is kept of a file's content. */
  sealed interface Content {
    /** A picture as it was sent. */
    record Picture(byte[] bytes) implements Content {
      public Picture {
        Objects.requireNonNull(bytes);
      }
    }

    /**
     * The text that was found, and the pieces that it is cut into; the file itself is not kept.
     *
     * @param embeddingModel name of the model that made the vectors
     * @param pieces in reading order
     */
    record Text(String text, String embeddingModel, List<Embedded> pieces) implements Content {
      public Text {
        Objects.requireNonNull(text);
        Objects.requireNonNull(embeddingModel);
        pieces = List.copyOf(pieces);
      }
    }
  }

  /** The most that one owner may have. */
  record Allowance(int files, long bytes) {}

  /**
   * Stores a file that is attached to nothing; false, with nothing stored, if its owner would then
   * have more than the allowance, whoever else stores files at the same time.
   */
  boolean add(Attachment attachment, Content content, Allowance allowance);

  /** Finds a file of this owner's. */
  Optional<Attachment> find(TenantId tenant, String owner, AttachmentId id);

  /** Newest first. */
  Page<Attachment> list(TenantId tenant, String owner, PageRequest page);

  /**
   * Finds those of the files that are this owner's, in no order, and keeps others from removing or
   * attaching them until the unit of work ends.
   */
  List<Attachment> lock(TenantId tenant, String owner, Collection<AttachmentId> ids);

  /**
   * Attaches files to a message, in this order, and binds them to its conversation.
   *
   * @throws IllegalStateException if one is not there, or bound to another conversation
   */
  void attach(
      TenantId tenant, ConversationId conversation, MessageId message, List<AttachmentId> files);

  /** The files of each message of a conversation that has some, in the order of attaching. */
  Map<MessageId, List<Attachment>> of(TenantId tenant, ConversationId conversation);

  /** Removes a file from wherever it is attached; false if there is none of this owner's. */
  boolean remove(TenantId tenant, String owner, AttachmentId id);

  /**
   * Removes the files of all tenants that were stored before then and are attached to nothing;
   * those that somebody holds are left for another time. Returns how many were removed.
   */
  int removeUnused(Instant before);
}
