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
 * Pseudonyms of users: the first eight bytes of HMAC-SHA-256 (RFC 2104) over the identity, so that
 * the same user has the same pseudonym under the same key, and no one without the key can tell or try
 * out who it is.
 *
 * <p>Those made last are remembered, by a keyed hash of the identity under a key that each process
 * draws anew: the identity itself is not kept. Not thread-safe.
 */
final class Pseudonyms {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int WAYS = 4;

  private final Mac mac;
  private final byte[] digest;
  private final SipHash identityHash;

  /** By sets of {@link #WAYS}: the hash of an identity, and its pseudonym, 0 where there is none. */
  private final long[] hashes;

  private final long[] pseudonyms;
  private int nextWay;

  /** The digits of an identity that is a number. */
  private final byte[] digits = new byte[20];

  /**
   * @param key at least 16 bytes
   * @param remembered the most pseudonyms kept, rounded up to a power of two; 16 bytes each
   */
  Pseudonyms(byte[] key, int remembered) {
    try {
      Key secret = new SecretKeySpec(key, ALGORITHM);
      mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
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

  /** The pseudonym of a number: the same as of its decimal digits. */
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

  /** The pseudonym of a text: the same as of its bytes in UTF-8. */
  long of(String identity) {
    byte[] bytes = identity.getBytes(UTF_8);
    return of(bytes, 0, bytes.length);
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
