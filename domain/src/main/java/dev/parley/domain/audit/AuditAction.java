package dev.parley.domain.audit;

import java.util.Locale;

/** What is audited. A stored event holds the {@linkplain #word() word}, which never changes. */
public enum AuditAction {
  TENANT_CREATED("tenant"),
  TENANT_CHANGED("tenant"),
  /** Kept by the tenant of whoever removed it: the removed tenant's own chain goes with it. */
  TENANT_REMOVED("tenant"),
  API_KEY_CREATED("api_key"),
  API_KEY_CHANGED("api_key"),
  API_KEY_REVOKED("api_key"),
  API_KEY_REMOVED("api_key"),
  BOT_CREATED("bot"),
  BOT_CHANGED("bot"),
  BOT_REMOVED("bot"),
  SCOPE_CREATED("scope"),
  SCOPE_CHANGED("scope"),
  SCOPE_REMOVED("scope"),
  DATASET_CREATED("dataset"),
  DATASET_CHANGED("dataset"),
  DATASET_REINDEXED("dataset"),
  DATASET_REINDEXING_CANCELLED("dataset"),
  DATASET_REMOVED("dataset"),
  DOCUMENT_CREATED("document"),
  DOCUMENT_CHANGED("document"),
  DOCUMENT_RETRIED("document"),
  DOCUMENT_REFRESHED("document"),
  DOCUMENT_CANCELLED("document"),
  DOCUMENT_REMOVED("document"),
  EVALUATION_CREATED("evaluation"),
  EVALUATION_REMOVED("evaluation"),
  FILE_CREATED("file"),
  FILE_REMOVED("file"),
  /** By an administrator, whoever's it is; owners read their own unrecorded. */
  CONVERSATION_READ("conversation"),
  CONVERSATION_REMOVED("conversation"),
  CONVERSATION_SHARED("conversation"),
  CONVERSATION_UNSHARED("conversation"),
  MESSAGE_ACCEPTED("message"),
  RUN_SETTLED("run"),
  RUN_REFUSED("run");

  private final String targetKind;

  AuditAction(String targetKind) {
    this.targetKind = targetKind;
  }

  /** Of what kind the thing is that the action is done to. */
  public String targetKind() {
    return targetKind;
  }

  /** The action in stored events and in the HTTP contract, such as {@code bot_created}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
