package dev.parley.adapters.persistence.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** A script that the server runs as one step. It is sent whole only where the server lacks it. */
public final class RedisScript {
  private final String source;
  private final String digest;

  public RedisScript(String source) {
    this.source = source;
    this.digest = sha1(source);
  }

  /**
   * Runs it, with what else goes over a pipeline, and returns the whole number that it answers.
   *
   * @throws RedisUnavailable if it was not done in time, or refused
   */
  public long run(RedisPipeline pipeline, List<String> keys, List<String> arguments) {
    Object answer;
    try {
      answer = pipeline.call(together -> together.evalsha(digest, keys, arguments));
    } catch (RedisUnavailable refused) {
      if (!(refused.getCause() instanceof JedisNoScriptException)) {
        throw refused;
      }
      answer = pipeline.call(together -> together.eval(source, keys, arguments));
    }
    return (Long) answer;
  }

  /** The name that Redis gives a script; it protects nothing. */
  private static String sha1(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
