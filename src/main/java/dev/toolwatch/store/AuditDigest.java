package dev.toolwatch.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The digests that chain the entries of the audit trail: SHA-256 of the digest before and of all fields,
 * each after its length in bytes. Pure functions.
 */
final class AuditDigest {
  /** What is before the first entry. */
  static final String FIRST = "";

  private AuditDigest() {}

  /** The digest of an entry as it is stored, in hexadecimal. */
  static String of(String before, AuditEntry entry) {
    MessageDigest digest = sha256();
    add(digest, before);
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(entry.time().toEpochMilli()).array());
    add(digest, entry.who());
    add(digest, entry.address());
    add(digest, entry.action());
    add(digest, entry.subject());
    add(digest, entry.detail());
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The digest of a text alone, in hexadecimal. */
  static String ofText(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(UTF_8)));
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must support SHA-256", e);
    }
  }
}
