package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.wire.Bytes;
import dev.toolwatch.wire.Text;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;

/**
 * A cache of strings for bytes that were used as labels before, so that a known name costs no
 * allocation. Its size is fixed: a miss makes a new string, and a full set drops its oldest entry.
 * The strings are safe as labels: valid UTF-8, no control characters, at most {@link #MAX_BYTES}.
 * A longer name is cut, and ends with an ellipsis and a checksum of the whole name: names that only
 * differ behind the cut stay different, in every process and replica. Not thread-safe.
 */
public final class NameCache {
  /** Maximum length in bytes of UTF-8. */
  static final int MAX_BYTES = 128;

  private static final String ELLIPSIS = "\u2026";
  private static final int ELLIPSIS_BYTES = 3;
  private static final int CHECKSUM_DIGITS = 8;
  private static final int CUT_BYTES = MAX_BYTES - ELLIPSIS_BYTES - CHECKSUM_DIGITS;

  private static final int SETS = 2048;
  private static final int WAYS = 4;

  private final byte[][] keys = new byte[SETS * WAYS][];
  private final String[] names = new String[SETS * WAYS];
  private final byte[] oldest = new byte[SETS];
  private final UnaryOperator<String> naming;

  /** A cache of the names as they are. */
  NameCache() {
    this(UnaryOperator.identity());
  }

  /**
   * A cache of names that are made of those received.
   *
   * @param naming makes a name once, as long as it is cached
   */
  public NameCache(UnaryOperator<String> naming) {
    this.naming = naming;
  }

  /** The name that a text says. */
  public String of(Text text) {
    return text.isEmpty() ? "" : of(text.bytes(), text.offset(), text.length());
  }

  private String of(byte[] bytes, int offset, int size) {
    if (size > MAX_BYTES) {
      return naming.apply(cut(bytes, offset, size));
    }
    int set = Bytes.hash(bytes, offset, size) & (SETS - 1);
    for (int way = set * WAYS; way < (set + 1) * WAYS; way++) {
      byte[] key = keys[way];
      if (key != null && key.length == size && Bytes.same(key, 0, bytes, offset, size)) {
        return names[way];
      }
    }
    String name = naming.apply(safe(bytes, offset, size));
    int way = set * WAYS + (oldest[set]++ & (WAYS - 1));
    keys[way] = Arrays.copyOfRange(bytes, offset, offset + size);
    names[way] = name;
    return name;
  }

  private static String cut(byte[] bytes, int offset, int size) {
    int end = CUT_BYTES;
    // Do not cut within a character: go back over continuation bytes to its first byte.
    while (end > 0 && (bytes[offset + end] & 0xC0) == 0x80) {
      end--;
    }
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, offset, size);
    return safe(bytes, offset, end)
        + ELLIPSIS
        + HexFormat.of().toHexDigits(checksum.getValue(), CHECKSUM_DIGITS);
  }

  private static String safe(byte[] bytes, int offset, int length) {
    StringBuilder name = new StringBuilder(new String(bytes, offset, length, UTF_8));
    for (int i = 0; i < name.length(); i++) {
      if (Character.isISOControl(name.charAt(i))) {
        name.setCharAt(i, '\uFFFD');
      }
    }
    return name.toString();
  }
}
