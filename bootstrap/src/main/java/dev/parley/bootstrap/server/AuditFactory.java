package dev.parley.bootstrap.server;

import dev.parley.application.attachment.Attachments;
import dev.parley.application.audit.Audit;
import dev.parley.application.audit.AuditTrail;
import dev.parley.application.audit.AuditedTenant;
import dev.parley.application.audit.CurrentRequest;
import dev.parley.application.audit.ReadAudit;
import dev.parley.application.audit.VerifyAudit;
import dev.parley.application.conversation.Conversations;
import dev.parley.application.conversation.Feedbacks;
import dev.parley.application.conversation.ReviewConversation;
import dev.parley.application.tenant.Tenants;
import dev.parley.application.transaction.UnitOfWork;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What is recorded of those who act, and what administrators see of others under that record. */
@Factory
final class AuditFactory {

  @Singleton
  Audit audit(AuditTrail trail, CurrentRequest request, Clock clock) {
    return new Audit(trail, request, clock);
  }

  @Singleton
  AuditedTenant auditedTenant(Tenants tenants) {
    return new AuditedTenant(tenant -> tenants.find(tenant).isPresent());
  }

  @Singleton
  ReadAudit readAudit(AuditTrail trail, AuditedTenant auditedTenant) {
    return new ReadAudit(trail, auditedTenant);
  }

  @Singleton
  VerifyAudit verifyAudit(AuditTrail trail, AuditedTenant auditedTenant) {
    return new VerifyAudit(trail, auditedTenant);
  }

  @Singleton
  ReviewConversation reviewConversation(
      Conversations conversations,
      Attachments attachments,
      Feedbacks feedbacks,
      AuditedTenant auditedTenant,
      UnitOfWork unitOfWork,
      Audit audit) {
    return new ReviewConversation(
        conversations, attachments, feedbacks, auditedTenant, unitOfWork, audit);
  }
}
