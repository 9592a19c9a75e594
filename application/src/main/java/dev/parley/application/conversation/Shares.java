package dev.parley.application.conversation;

import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.Share;
import dev.parley.domain.conversation.ShareId;
import dev.parley.domain.tenant.TenantId;
import java.util.List;
import java.util.Optional;

/** Shares of conversations. A token is stored as its hash alone. */
public interface Shares {

  /**
   * Adds a share. Its conversation must be there.
   *
   * @param tokenHash 32 bytes
   */
  void add(Share share, byte[] tokenHash);

  /** The share of any tenant that a token opens. */
  Optional<Share> findByToken(byte[] tokenHash);

  /** All shares of a conversation, oldest first, those that have expired too. */
  List<Share> of(TenantId tenant, ConversationId conversation);

  /** Removes a share of this conversation; false if it has no such share. */
  boolean remove(TenantId tenant, ConversationId conversation, ShareId id);
}
