package dev.parley.adapters.rest.idempotency;

import dev.parley.application.idempotency.Fingerprint;
import dev.parley.application.idempotency.SealedBody;
import dev.parley.domain.digest.FieldDigest;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM (NIST SP 800-38D) under a key made from the credential that a request came with. The
 * store does not have it, so an answer that shows a secret once is a secret in the store too.
 * Whoever could guess the credential could check the guess against its stored hash just as well.
 */
final class CredentialSeal {
  private static final String NAME = "parley.idempotent-answer.v1";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final byte[] boundTo;

  /** The seal for the answer to one request. */
  CredentialSeal(String credential, Fingerprint request) {
    this.key = new SecretKeySpec(new FieldDigest(NAME).text(credential).hash(), "AES");
    this.boundTo = request.bytes();
  }

  SealedBody seal(byte[] plain, SecureRandom random) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] secret = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(plain);
      return new SealedBody(
          ByteBuffer.allocate(NONCE_BYTES + secret.length).put(nonce).put(secret).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES/GCM", e);
    }
  }

  /** What was sealed; empty if it was with another credential. */
  Optional<byte[]> open(SealedBody body) {
    byte[] bytes = body.bytes();
    byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
    try {
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, nonce)
              .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES));
    } catch (AEADBadTagException otherCredential) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES/GCM", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(boundTo);
    return cipher;
  }
}
