package dev.parley.application.attachment;

import dev.parley.application.knowledge.Chunks.Embedded;
import dev.parley.domain.attachment.AttachmentId;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Optional;

/** What is in the files of callers. Whether somebody may read it is to be asked before. */
public interface AttachmentContents {

  /** The bytes of a picture as they were sent; empty if the file is gone, or no picture. */
  Optional<byte[]> picture(TenantId tenant, AttachmentId id);

  /** The text that was found in a file; empty if the file is gone, or a picture. */
  Optional<String> text(TenantId tenant, AttachmentId id);

  /**
   * The pieces of a text in reading order, each with its vector; none if the file is gone, or a
   * picture.
   *
   * @param embeddingModel a vector that another model made is left empty
   */
  List<Embedded> pieces(TenantId tenant, AttachmentId id, String embeddingModel);
}
