package dev.toolwatch.otlp;

import static dev.toolwatch.wire.ProtobufReader.FIXED64;
import static dev.toolwatch.wire.ProtobufReader.LENGTH;
import static dev.toolwatch.wire.ProtobufReader.VARINT;

import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufReader;

/**
 * Reads a HistogramDataPoint or an ExponentialHistogramDataPoint (metrics.proto). Repeated numbers
 * may be packed or not. Not thread-safe.
 */
final class ProtobufHistogramPoint {
  private static final int START = 2 << 3 | FIXED64;
  private static final int TIME = 3 << 3 | FIXED64;
  private static final int COUNT = 4 << 3 | FIXED64;
  private static final int SUM = 5 << 3 | FIXED64;
  private static final int FLAGS = 10 << 3 | VARINT;
  private static final int EXPLICIT_COUNTS = 6 << 3 | LENGTH;
  private static final int EXPLICIT_COUNT = 6 << 3 | FIXED64;
  private static final int EXPLICIT_BOUNDS = 7 << 3 | LENGTH;
  private static final int EXPLICIT_BOUND = 7 << 3 | FIXED64;
  private static final int EXPLICIT_ATTRIBUTES = 9 << 3 | LENGTH;
  private static final int EXPONENTIAL_ATTRIBUTES = 1 << 3 | LENGTH;
  private static final int EXPONENTIAL_SCALE = 6 << 3 | VARINT;
  private static final int EXPONENTIAL_ZERO_COUNT = 7 << 3 | FIXED64;
  private static final int EXPONENTIAL_POSITIVE = 8 << 3 | LENGTH;
  private static final int EXPONENTIAL_NEGATIVE = 9 << 3 | LENGTH;
  private static final int EXPONENTIAL_ZERO_THRESHOLD = 14 << 3 | FIXED64;
  private static final int BUCKETS_OFFSET = 1 << 3 | VARINT;
  private static final int BUCKETS_COUNTS = 2 << 3 | LENGTH;
  private static final int BUCKETS_COUNT = 2 << 3 | VARINT;

  private final ProtobufReader in;
  private final ProtobufAttributes attributes;

  ProtobufHistogramPoint(ProtobufReader in, ProtobufAttributes attributes) {
    this.in = in;
    this.attributes = attributes;
  }

  /** Reads the point that the reader has entered. */
  void read(boolean exponential, HistogramPoint into) throws MalformedException {
    into.clearPoint(exponential);
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case START -> into.startNanos(in.fixed64());
        case TIME -> into.timeNanos(in.fixed64());
        case COUNT -> into.distribution().count(in.fixed64());
        case SUM -> into.distribution().sum(decimal());
        case FLAGS -> into.flags((int) in.varint());
        default -> {
          if (exponential) {
            exponentialField(tag, into);
          } else {
            explicitField(tag, into);
          }
        }
      }
    }
  }

  private double decimal() throws MalformedException {
    return Double.longBitsToDouble(in.fixed64());
  }

  private void explicitField(int tag, HistogramPoint into) throws MalformedException {
    Distribution distribution = into.distribution();
    boolean room = true;
    switch (tag) {
      case EXPLICIT_ATTRIBUTES -> attributes.keyValue(into.attributes(), into.digest());
      case EXPLICIT_COUNT -> room = distribution.addBucket(in.fixed64());
      case EXPLICIT_BOUND -> room = distribution.addBound(decimal());
      case EXPLICIT_COUNTS -> {
        int outer = in.enter();
        while (in.hasMore()) {
          room &= distribution.addBucket(in.fixed64());
        }
        in.leave(outer);
      }
      case EXPLICIT_BOUNDS -> {
        int outer = in.enter();
        while (in.hasMore()) {
          room &= distribution.addBound(decimal());
        }
        in.leave(outer);
      }
      default -> in.skip(tag);
    }
    if (!room) {
      into.defect("more than " + Distribution.MAX_BOUNDS + " explicit bounds");
    }
  }

  private void exponentialField(int tag, HistogramPoint into) throws MalformedException {
    switch (tag) {
      case EXPONENTIAL_ATTRIBUTES -> attributes.keyValue(into.attributes(), into.digest());
      case EXPONENTIAL_SCALE -> into.distribution().scale(zigzag());
      case EXPONENTIAL_ZERO_COUNT -> into.distribution().zeroCount(in.fixed64());
      case EXPONENTIAL_ZERO_THRESHOLD -> into.distribution().zeroThreshold(decimal());
      case EXPONENTIAL_POSITIVE, EXPONENTIAL_NEGATIVE -> {
        int outer = in.enter();
        buckets(tag == EXPONENTIAL_POSITIVE, into);
        in.leave(outer);
      }
      default -> in.skip(tag);
    }
  }

  private int zigzag() throws MalformedException {
    int bits = (int) in.varint();
    return bits >>> 1 ^ -(bits & 1);
  }

  private void buckets(boolean positive, HistogramPoint into) throws MalformedException {
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case BUCKETS_OFFSET -> {
          int offset = zigzag();
          if (positive) {
            into.distribution().offset(offset);
          }
        }
        case BUCKETS_COUNT -> bucket(positive, into);
        case BUCKETS_COUNTS -> {
          int outer = in.enter();
          while (in.hasMore()) {
            bucket(positive, into);
          }
          in.leave(outer);
        }
        default -> in.skip(tag);
      }
    }
  }

  private void bucket(boolean positive, HistogramPoint into) throws MalformedException {
    long count = in.varint();
    if (positive && !into.distribution().addBucket(count)) {
      into.defect("more than " + Distribution.MAX_EXPONENTIAL_BUCKETS + " exponential buckets");
    } else if (!positive && count != 0) {
      into.defect("negative buckets: a duration is never negative");
    }
  }
}
