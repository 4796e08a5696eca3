package dev.toolwatch.errors;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The start of a SHA-256 of texts, so that no sender can make two lists of texts one. Not thread-safe:
 * buffers are used again.
 */
final class PartsDigest {
  /** The first bits of the hash. */
  record Hash(long high, long low) {}

  private final MessageDigest digest;

  PartsDigest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      // Every Java platform has it.
      throw new IllegalStateException(e);
    }
  }

  /** Begins a list of texts. */
  void start() {
    digest.reset();
  }

  void add(CharSequence part) {
    digest.update(part.toString().getBytes(UTF_8));
    // No text in UTF-8 holds this byte, so that no two lists of parts are one.
    digest.update((byte) 0xff);
  }

  /** The hash of the texts since the start. */
  Hash finish() {
    ByteBuffer hash = ByteBuffer.wrap(digest.digest());
    return new Hash(hash.getLong(), hash.getLong());
  }
}
