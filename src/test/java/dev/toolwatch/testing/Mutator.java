package dev.toolwatch.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes inputs from other inputs: changes, inserts, repeats and leaves out bytes, joins two inputs,
 * and inserts words. Deterministic for a seed. Not thread-safe.
 */
final class Mutator {
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_STEPS = 8;
  private static final int[] INTERESTING = {0, 1, 0x7f, 0x80, 0xff, '"', '{', '[', '\\', '\n'};

  private static final byte[][] WORDS =
      List.of(
              "{\"a\":",
              "[[[[",
              "]}",
              "\\u0000",
              "\\ud800",
              "1e999",
              "-9223372036854775809",
              "18446744073709551615",
              "null",
              "NaN",
              "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u0001",
              "\r\n",
              "now-999999w/w",
              "+99999-01-01T00:00:00Z",
              "chunked",
              "Content-Length: 99999999999999999999\r\n")
          .stream()
          .map(word -> word.getBytes(ISO_8859_1))
          .toArray(byte[][]::new);

  private final SplittableRandom random;

  Mutator(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A changed copy of one of the inputs. */
  byte[] next(List<byte[]> inputs) {
    byte[] input = any(inputs).clone();
    for (int steps = 1 + random.nextInt(MAX_STEPS); steps > 0; steps--) {
      input = changed(input, inputs);
    }
    return input.length > MAX_BYTES ? Arrays.copyOf(input, MAX_BYTES) : input;
  }

  private byte[] any(List<byte[]> inputs) {
    return inputs.get(random.nextInt(inputs.size()));
  }

  private byte[] changed(byte[] input, List<byte[]> inputs) {
    int at = random.nextInt(input.length + 1);
    int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 1000 : 12);
    int end = Math.min(input.length, at + length);
    return switch (random.nextInt(9)) {
      case 0 -> with(input, at, (byte) INTERESTING[random.nextInt(INTERESTING.length)]);
      case 1 -> with(input, at, (byte) random.nextInt());
      case 2 -> at == input.length ? input : with(input, at, (byte) (input[at] ^ 1 << length % 8));
      case 3 -> join(input, at, random(length), at);
      case 4 -> join(input, at, new byte[0], end);
      case 5 -> join(input, end, Arrays.copyOfRange(input, at, end), end);
      case 6 -> join(input, at, WORDS[random.nextInt(WORDS.length)], at);
      case 7 -> {
        byte[] other = any(inputs);
        int from = random.nextInt(other.length + 1);
        yield join(input, at, Arrays.copyOfRange(other, from, other.length), input.length);
      }
      default -> join(input, at, random(end - at), end);
    };
  }

  private byte[] random(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] with(byte[] input, int at, byte value) {
    if (at < input.length) {
      input[at] = value;
    }
    return input;
  }

  /** The bytes before a place, others, and those after another place. */
  private static byte[] join(byte[] input, int before, byte[] middle, int after) {
    byte[] joined = Arrays.copyOf(input, before + middle.length + input.length - after);
    System.arraycopy(middle, 0, joined, before, middle.length);
    System.arraycopy(input, after, joined, before + middle.length, input.length - after);
    return joined;
  }
}
