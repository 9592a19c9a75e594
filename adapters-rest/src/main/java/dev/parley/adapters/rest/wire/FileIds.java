package dev.parley.adapters.rest.wire;

import dev.parley.domain.attachment.AttachmentId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The field {@code file_ids} of a message. */
public final class FileIds {
  private static final String FIELD = "file_ids";

  private FileIds() {}

  /** Null where the field was left out. */
  public static @Nullable List<AttachmentId> of(@Nullable List<UUID> ids) {
    return ids == null ? null : Fields.list(FIELD, ids).stream().map(AttachmentId::new).toList();
  }

  /** Empty where the field was left out. */
  public static List<AttachmentId> orNone(@Nullable List<UUID> ids) {
    List<AttachmentId> given = of(ids);
    return given == null ? List.of() : given;
  }
}
