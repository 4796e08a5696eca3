package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.wire.Bytes;
import dev.toolwatch.wire.Text;
import java.util.Arrays;

/**
 * A cache of strings for bytes that were used as labels before, so that a known name costs no
 * allocation. Its size is fixed: a miss makes a new string, and a full set drops its oldest entry.
 * The strings are safe as labels: valid UTF-8, no control characters, cut to {@link #MAX_BYTES}.
 * Not thread-safe.
 */
final class NameCache {
  /** Maximum length in bytes of UTF-8. Longer names are cut and end with an ellipsis. */
  static final int MAX_BYTES = 128;

  private static final int SETS = 2048;
  private static final int WAYS = 4;

  private final byte[][] keys = new byte[SETS * WAYS][];
  private final String[] names = new String[SETS * WAYS];
  private final byte[] oldest = new byte[SETS];

  String of(Text text) {
    return text.isEmpty() ? "" : of(text.bytes(), text.offset(), text.length());
  }

  private String of(byte[] bytes, int offset, int size) {
    boolean tooLong = size > MAX_BYTES;
    int length = tooLong ? MAX_BYTES : size;
    int set = Bytes.hash(bytes, offset, length) & (SETS - 1);
    // Cut names are not cached: a shorter name with the same first bytes would match.
    for (int way = set * WAYS; !tooLong && way < (set + 1) * WAYS; way++) {
      byte[] key = keys[way];
      if (key != null && key.length == length && Bytes.same(key, 0, bytes, offset, length)) {
        return names[way];
      }
    }
    String name = safe(bytes, offset, length, tooLong);
    if (!tooLong) {
      int way = set * WAYS + (oldest[set]++ & (WAYS - 1));
      keys[way] = Arrays.copyOfRange(bytes, offset, offset + length);
      names[way] = name;
    }
    return name;
  }

  private static String safe(byte[] bytes, int offset, int length, boolean cut) {
    int end = length;
    // Do not cut within a character: go back over continuation bytes to its first byte.
    while (cut && end > 0 && (bytes[offset + end] & 0xC0) == 0x80) {
      end--;
    }
    StringBuilder name = new StringBuilder(new String(bytes, offset, end, UTF_8));
    for (int i = 0; i < name.length(); i++) {
      if (Character.isISOControl(name.charAt(i))) {
        name.setCharAt(i, '\uFFFD');
      }
    }
    return (cut ? name.append('\u2026') : name).toString();
  }
}
