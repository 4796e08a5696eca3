package dev.toolwatch.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.sketch.ExponentialCounts;
import dev.toolwatch.wire.Unpacker;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.zip.CRC32C;

/**
 * Reads what a {@link CheckpointWriter} wrote. Every method throws an {@link IllegalArgumentException} for
 * what no writer writes. Not thread-safe.
 */
public final class CheckpointReader {
  /** Some hundred thousand series: more than any stage's limits are meant for. */
  public static final int MAX_BYTES = 64 * 1024 * 1024;

  /** Whole numbers above are no longer exact as doubles, which is how counts are exposed. */
  public static final long MAX_COUNT = 1L << 53;

  static final int CHECK_BYTES = 4;

  /** Names are at most 128 bytes long when they come in. */
  private static final int MAX_TEXT_BYTES = 4096;

  /** Coarser ones Prometheus has no schema for. */
  private static final int MIN_SCALE = -4;

  /** The exponents of doubles, at the highest scale. */
  private static final int MAX_INDEX = 1100 << ExponentialCounts.MAX_SCALE;

  /** About the year 5000. */
  private static final long MAX_MILLIS = 100_000_000_000_000L;

  private final Unpacker unpacker;
  private final List<String> texts = new ArrayList<>();

  /**
   * A reader of a state.
   *
   * @param version of the layout that is known
   */
  public CheckpointReader(byte[] state, int version) {
    if (state.length < CHECK_BYTES || state.length > MAX_BYTES) {
      throw new IllegalArgumentException("it has " + state.length + " bytes");
    }
    byte[] written = Arrays.copyOf(state, state.length - CHECK_BYTES);
    CRC32C check = new CRC32C();
    check.update(written);
    for (int i = 0; i < CHECK_BYTES; i++) {
      if (state[written.length + i] != (byte) (check.getValue() >>> Byte.SIZE * i)) {
        throw new IllegalArgumentException("its bytes have changed");
      }
    }
    unpacker = new Unpacker(written);
    long found = unpacker.number();
    if (found != version) {
      throw new IllegalArgumentException(
          "it is of version %s, not %d".formatted(Long.toUnsignedString(found), version));
    }
  }

  /** A count: at least 0, and exact as a double. */
  public long count() {
    return atMost(MAX_COUNT);
  }

  /** A moment, in milliseconds since the Unix epoch. */
  public long millis() {
    return atMost(MAX_MILLIS);
  }

  /** How many things follow, each of a byte at least. */
  public int size() {
    return (int) atMost(unpacker.left());
  }

  /** A number of at least 0. */
  public long atMost(long limit) {
    long number = unpacker.number();
    if (number < 0 || number > limit) {
      throw new IllegalArgumentException(
          "%s where %d is the most".formatted(Long.toUnsignedString(number), limit));
    }
    return number;
  }

  public long fixed() {
    return unpacker.fixed();
  }

  /** A sum of seconds, at least 0. */
  public double seconds() {
    double seconds = unpacker.real();
    if (!(seconds >= 0 && seconds < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a sum of " + seconds);
    }
    return seconds;
  }

  public String text() {
    int known = (int) atMost(texts.size());
    if (known > 0) {
      return texts.get(known - 1);
    }
    byte[] utf8 = unpacker.bytes((int) atMost(Math.min(MAX_TEXT_BYTES, unpacker.left())));
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      texts.add(text);
      return text;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a text that is none", e);
    }
  }

  /** One of few things, by the text that stands for it. */
  public <E> E oneOf(E[] all, Function<E, String> name) {
    String wanted = text();
    return Arrays.stream(all)
        .filter(one -> name.apply(one).equals(wanted))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("it knows " + wanted));
  }

  /** Exponential buckets, as few and as fine as they are accumulated. */
  public ExponentialCounts buckets() {
    Span span = new Span();
    unpacker.counts(span);
    return span.counts();
  }

  /** The end has to be reached. */
  public void end() {
    if (unpacker.left() > 0) {
      throw new IllegalArgumentException(unpacker.left() + " bytes too many");
    }
  }

  /** Buckets as they come in, ascending. */
  private static final class Span implements Unpacker.BucketHandler {
    private final long[] counts = new long[ExponentialCounts.MAX_BUCKETS];
    private int scale;
    private int first;
    private int size;
    private long total;

    @Override
    public void add(int atScale, int index, long count) {
      if (size == 0) {
        scale = atScale;
        first = index;
        if (scale < MIN_SCALE
            || scale > ExponentialCounts.MAX_SCALE
            || Math.abs((long) first) > MAX_INDEX >> ExponentialCounts.MAX_SCALE - scale) {
          throw new IllegalArgumentException("a bucket " + first + " at scale " + scale);
        }
      }
      long at = (long) index - first;
      if (at < size || at >= counts.length || count <= 0 || count > MAX_COUNT - total) {
        throw new IllegalArgumentException(count + " in bucket " + at);
      }
      counts[(int) at] = count;
      size = (int) at + 1;
      total += count;
    }

    private ExponentialCounts counts() {
      return size == 0
          ? ExponentialCounts.EMPTY
          : new ExponentialCounts(scale, first, Arrays.copyOf(counts, size));
    }
  }
}
