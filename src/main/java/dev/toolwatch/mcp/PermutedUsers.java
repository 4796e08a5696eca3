package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.signal.ShownUsers;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Shows each user by a pseudonym that depends on a second key: a block cipher over the 64 bits of the
 * pseudonym under which the user is counted. A permutation, so that two users never look like one, and
 * so that whoever has the key finds the way back. Thread-safe; a pseudonym takes about a microsecond.
 */
final class PermutedUsers implements ShownUsers {
  /** The block cipher of 64 bits that Java has and that has no short or discouraged key. */
  private static final String CIPHER = "Blowfish";

  private static final String MODE = "/ECB/NoPadding";
  private static final String DERIVATION = "HmacSHA256";
  private static final String LABEL = "toolwatch shown users";

  /** 128 bits: some Java platforms are set up to take no longer key. */
  private static final int KEY_BYTES = 16;

  private final Cipher forward;
  private final Cipher back;
  private final byte[] block = new byte[Long.BYTES];

  /**
   * @param key at least 16 bytes
   */
  PermutedUsers(byte[] key) {
    try {
      Mac derivation = Mac.getInstance(DERIVATION);
      derivation.init(new SecretKeySpec(key, DERIVATION));
      byte[] derived = Arrays.copyOf(derivation.doFinal(LABEL.getBytes(US_ASCII)), KEY_BYTES);
      forward = cipher(Cipher.ENCRYPT_MODE, derived);
      back = cipher(Cipher.DECRYPT_MODE, derived);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java platform lacks " + CIPHER, e);
    }
  }

  // Without a mode: there is one block of each user, and equal users have to look equal.
  @SuppressWarnings("InsecureCryptoUsage")
  private static Cipher cipher(int direction, byte[] key) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER + MODE);
    cipher.init(direction, new SecretKeySpec(key, CIPHER));
    return cipher;
  }

  @Override
  public long shown(long counted) {
    return permuted(forward, counted);
  }

  @Override
  public long counted(long shown) {
    return permuted(back, shown);
  }

  /** 0 stays 0. The one user whose block would become 0 gets the block that 0 would become. */
  private synchronized long permuted(Cipher cipher, long user) {
    if (user == 0) {
      return 0;
    }
    long permuted = once(cipher, user);
    return permuted == 0 ? once(cipher, 0) : permuted;
  }

  private long once(Cipher cipher, long value) {
    ByteBuffer.wrap(block).putLong(value);
    try {
      cipher.doFinal(block, 0, Long.BYTES, block);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a block must have the length of a block", e);
    }
    return ByteBuffer.wrap(block).getLong();
  }
}
