package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.wire.Text;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes pseudonyms of users: the first eight bytes of HMAC-SHA-256 (RFC 2104) of the identity. The
 * same user has the same pseudonym under the same key. Without the key, nobody can find the user,
 * not even by trying out identities.
 *
 * <p>The most recent pseudonyms are cached by a hash of the identity, not by the identity itself.
 * The key of that hash is random in each process. Not thread-safe.
 */
final class Pseudonyms {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int WAYS = 4;

  private final Mac mac;
  private final byte[] digest;
  private final SipHash identityHash;

  /** In sets of {@link #WAYS}: hashes of identities and their pseudonyms, 0 for an empty entry. */
  private final long[] hashes;

  private final long[] pseudonyms;
  private int nextWay;

  /** Buffer for the digits of a numeric identity. */
  private final byte[] digits = new byte[20];

  /**
   * @param key at least 16 bytes
   * @param remembered maximum number of cached pseudonyms, rounded up to a power of two; 16 bytes
   *     each
   */
  Pseudonyms(byte[] key, int remembered) {
    try {
      Key secret = new SecretKeySpec(key, ALGORITHM);
      mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform must support " + ALGORITHM, e);
    }
    digest = new byte[mac.getMacLength()];
    SecureRandom random = new SecureRandom();
    identityHash = new SipHash(random.nextLong(), random.nextLong());
    int capacity = Integer.highestOneBit(Math.max(WAYS, remembered) - 1) << 1;
    hashes = new long[capacity];
    pseudonyms = new long[capacity];
  }

  /** The pseudonym of an identity; never 0. */
  long of(Text identity) {
    return of(identity.bytes(), identity.offset(), identity.length());
  }

  /** The pseudonym of a number, equal to that of its decimal digits. */
  long of(long identity) {
    int start = digits.length;
    long rest = identity;
    do {
      digits[--start] = (byte) ('0' + Math.abs((int) (rest % 10)));
      rest /= 10;
    } while (rest != 0);
    if (identity < 0) {
      digits[--start] = '-';
    }
    return of(digits, start, digits.length - start);
  }

  private long of(byte[] bytes, int offset, int length) {
    long hash = identityHash.of(bytes, offset, length);
    int set = (int) hash & (hashes.length - WAYS);
    for (int way = set; way < set + WAYS; way++) {
      if (hashes[way] == hash && pseudonyms[way] != 0) {
        return pseudonyms[way];
      }
    }
    mac.update(bytes, offset, length);
    int way = set + (nextWay++ & (WAYS - 1));
    hashes[way] = hash;
    pseudonyms[way] = finish();
    return pseudonyms[way];
  }

  /** The pseudonym of a string, equal to that of its UTF-8 bytes. */
  long of(String identity) {
    byte[] bytes = identity.getBytes(UTF_8);
    return of(bytes, 0, bytes.length);
  }

  private long finish() {
    try {
      mac.doFinal(digest, 0);
    } catch (ShortBufferException e) {
      throw new IllegalStateException("the buffer must be as long as the digest", e);
    }
    long pseudonym = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      pseudonym = pseudonym << 8 | (digest[i] & 0xff);
    }
    return pseudonym == 0 ? 1 : pseudonym;
  }
}
