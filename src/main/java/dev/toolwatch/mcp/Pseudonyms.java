package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.signal.Text;
import java.security.GeneralSecurityException;
import java.security.Key;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * Pseudonyms of users: the first eight bytes of HMAC-SHA-256 (RFC 2104) over the identity, so that
 * the same user has the same pseudonym under the same key, and no one without the key can tell or try
 * out who it is. The identity itself is not kept. Not thread-safe.
 */
final class Pseudonyms {
  private static final String ALGORITHM = "HmacSHA256";

  private final Mac mac;
  private final byte[] digest;

  /**
   * @param key at least 16 bytes
   */
  Pseudonyms(byte[] key) {
    try {
      Key secret = new SecretKeySpec(key, ALGORITHM);
      mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
    digest = new byte[mac.getMacLength()];
  }

  /** The pseudonym of an identity; never 0. */
  long of(Text identity) {
    mac.update(identity.bytes(), identity.offset(), identity.length());
    return finish();
  }

  /** The pseudonym of a number: the same as of its decimal digits. */
  long of(long identity) {
    mac.update(Long.toString(identity).getBytes(US_ASCII));
    return finish();
  }

  private long finish() {
    try {
      mac.doFinal(digest, 0);
    } catch (ShortBufferException e) {
      throw new IllegalStateException("the buffer has the digest's length", e);
    }
    long pseudonym = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      pseudonym = pseudonym << 8 | (digest[i] & 0xff);
    }
    return pseudonym == 0 ? 1 : pseudonym;
  }
}
