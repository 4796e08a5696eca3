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
 * Reads the output of a {@link CheckpointWriter}. Every method throws an {@link
 * IllegalArgumentException} if the bytes cannot come from a writer. Not thread-safe.
 */
public final class CheckpointReader {
  /** Enough for several hundred thousand series, more than the limits of any stage allow for. */
  public static final int MAX_BYTES = 64 * 1024 * 1024;

  /** Counts are exposed as doubles, which are not exact above this. */
  public static final long MAX_COUNT = 1L << 53;

  static final int CHECK_BYTES = 4;

  /** Names have at most 128 bytes when they are received. */
  private static final int MAX_TEXT_BYTES = 4096;

  /** About the year 5000. */
  private static final long MAX_MILLIS = 100_000_000_000_000L;

  private final Unpacker unpacker;
  private final List<String> texts = new ArrayList<>();

  /**
   * A reader of a state.
   *
   * @param version the only version of the layout that is accepted
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

  /** A count of at least 0 that is exact as a double. */
  public long count() {
    return atMost(MAX_COUNT);
  }

  /** A time in milliseconds since the Unix epoch. */
  public long millis() {
    return atMost(MAX_MILLIS);
  }

  /** The number of elements that follow, each of at least one byte. */
  public int size() {
    return (int) atMost(unpacker.left());
  }

  /** A number from 0 to the limit. */
  public long atMost(long limit) {
    long number = unpacker.number();
    if (number < 0 || number > limit) {
      throw new IllegalArgumentException(
          "%s is above the limit %d".formatted(Long.toUnsignedString(number), limit));
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
      throw new IllegalArgumentException("a text that is not UTF-8", e);
    }
  }

  /** One of a few values, identified by its name. */
  public <E> E oneOf(E[] all, Function<E, String> name) {
    String wanted = text();
    return Arrays.stream(all)
        .filter(one -> name.apply(one).equals(wanted))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("it has the unknown value " + wanted));
  }

  /** Exponential buckets within the limits of accumulated ones. */
  public ExponentialCounts buckets() {
    Span span = new Span();
    unpacker.counts(span);
    return span.counts();
  }

  /** Checks that nothing follows. */
  public void end() {
    if (unpacker.left() > 0) {
      throw new IllegalArgumentException(unpacker.left() + " bytes too many");
    }
  }

  /** Collects buckets in ascending order. */
  private static final class Span implements Unpacker.BucketHandler {
    private final long[] counts = new long[ExponentialCounts.MAX_BUCKETS];
    private int scale;
    private int first;
    private int size;
    private long total;

    @Override
    public void check(int atScale, int index, long count) {
      ExponentialCounts.check(atScale, index, count);
    }

    @Override
    public void add(int atScale, int index, long count) {
      if (size == 0) {
        scale = atScale;
        first = index;
      }
      long at = (long) index - first;
      if (at < size || at >= counts.length || count > MAX_COUNT - total) {
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
