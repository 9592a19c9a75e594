package dev.parley.application.attachment;

import dev.parley.application.audit.Audit;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.attachment.AttachmentId;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.tenant.Principal;
import java.time.Clock;
import java.util.Objects;

/** Removes files: no turn that begins afterwards makes use of them. */
public final class RemoveAttachment {
  private final Attachments attachments;
  private final UnitOfWork unitOfWork;
  private final Audit audit;
  private final Clock clock;

  public RemoveAttachment(
      Attachments attachments, UnitOfWork unitOfWork, Audit audit, Clock clock) {
    this.attachments = Objects.requireNonNull(attachments);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.audit = Objects.requireNonNull(audit);
    this.clock = Objects.requireNonNull(clock);
  }

  /** Refused for a file that is not the caller's. */
  public Outcome<AttachmentId> remove(Principal caller, AttachmentId id) {
    return unitOfWork.inTenant(
        caller.tenant(),
        () -> {
          if (!attachments.remove(caller.tenant(), caller.subject(), id)) {
            return Outcome.refused(new Refusal.NotFound("file"));
          }
          audit.record(caller.tenant(), caller.subject(), AuditAction.FILE_REMOVED, id);
          return Outcome.done(id);
        });
  }

  /** Removes what was sent in and never attached to a message; returns how many files. */
  public int removeUnused() {
    return attachments.removeUnused(clock.instant().minus(Attachment.UNUSED_KEPT));
  }
}
