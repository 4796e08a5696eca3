package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.MalformedException;
import java.util.List;

/** Reads a data point of an explicit or exponential histogram in OTLP/JSON. Not thread-safe. */
final class JsonHistogramPoint {
  private static final byte[] OFFSET = "offset".getBytes(US_ASCII);
  private static final byte[] BUCKET_COUNTS = "bucketCounts".getBytes(US_ASCII);

  private static final int START = 0;
  private static final int TIME = 1;
  private static final int COUNT = 2;
  private static final int SUM = 3;
  private static final int FLAGS = 4;
  private static final int ATTRIBUTES = 5;
  private static final int EXPLICIT_COUNTS = 6;
  private static final int EXPLICIT_BOUNDS = 7;
  private static final int SCALE = 8;
  private static final int ZERO_COUNT = 9;
  private static final int ZERO_THRESHOLD = 10;
  private static final int POSITIVE = 11;
  private static final int NEGATIVE = 12;

  private static final Vocabulary FIELDS =
      new Vocabulary(
          List.of(
              "startTimeUnixNano",
              "timeUnixNano",
              "count",
              "sum",
              "flags",
              "attributes",
              "bucketCounts",
              "explicitBounds",
              "scale",
              "zeroCount",
              "zeroThreshold",
              "positive",
              "negative"));

  private final JsonReader in;
  private final JsonAttributes attributes;

  JsonHistogramPoint(JsonReader in, JsonAttributes attributes) {
    this.in = in;
    this.attributes = attributes;
  }

  void read(boolean exponential, HistogramPoint into) throws MalformedException {
    into.clearPoint(exponential);
    Distribution distribution = into.distribution();
    in.beginObject();
    while (in.nextField()) {
      if (in.isNull()) {
        continue;
      }
      int field = FIELDS.find(in.key());
      switch (field) {
        case START -> into.startNanos(in.unsigned());
        case TIME -> into.timeNanos(in.unsigned());
        case COUNT -> distribution.count(in.unsigned());
        case SUM -> distribution.sum(in.decimal());
        case FLAGS -> into.flags((int) in.unsigned());
        case ATTRIBUTES -> attributes.list(into.attributes(), into.digest());
        default -> {
          if (exponential) {
            exponentialField(field, into);
          } else {
            explicitField(field, into);
          }
        }
      }
    }
  }

  private void explicitField(int field, HistogramPoint into) throws MalformedException {
    boolean room = true;
    switch (field) {
      case EXPLICIT_COUNTS -> {
        in.beginArray();
        while (in.nextElement()) {
          room &= into.distribution().addBucket(in.unsigned());
        }
      }
      case EXPLICIT_BOUNDS -> {
        in.beginArray();
        while (in.nextElement()) {
          room &= into.distribution().addBound(in.decimal());
        }
      }
      default -> in.skipValue();
    }
    if (!room) {
      into.defect("more than " + Distribution.MAX_BOUNDS + " explicit bounds");
    }
  }

  private void exponentialField(int field, HistogramPoint into) throws MalformedException {
    switch (field) {
      case SCALE -> into.distribution().scale((int) in.signed());
      case ZERO_COUNT -> into.distribution().zeroCount(in.unsigned());
      case ZERO_THRESHOLD -> into.distribution().zeroThreshold(in.decimal());
      case POSITIVE, NEGATIVE -> buckets(field == POSITIVE, into);
      default -> in.skipValue();
    }
  }

  private void buckets(boolean positive, HistogramPoint into) throws MalformedException {
    in.beginObject();
    while (in.nextField()) {
      if (in.isNull()) {
        continue;
      }
      if (in.key().is(OFFSET)) {
        int offset = (int) in.signed();
        if (positive) {
          into.distribution().offset(offset);
        }
      } else if (in.key().is(BUCKET_COUNTS)) {
        in.beginArray();
        while (in.nextElement()) {
          bucket(positive, into);
        }
      } else {
        in.skipValue();
      }
    }
  }

  private void bucket(boolean positive, HistogramPoint into) throws MalformedException {
    long count = in.unsigned();
    if (positive && !into.distribution().addBucket(count)) {
      into.defect("more than " + Distribution.MAX_EXPONENTIAL_BUCKETS + " exponential buckets");
    } else if (!positive && count != 0) {
      into.defect("negative buckets: a duration is never negative");
    }
  }
}
