package dev.toolwatch.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.sketch.ExponentialBuckets;
import dev.toolwatch.sketch.ExponentialCounts;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class CheckpointProperties {
  private static final int VERSION = 3;

  @Property
  void read_whatWasWritten_isTheSame(
      @ForAll @LongRange(min = 0, max = CheckpointReader.MAX_COUNT) long count,
      @ForAll long fixed,
      @ForAll @DoubleRange(min = 0, max = 1e12) @Scale(9) double seconds,
      @ForAll @Size(max = 20) List<@StringLength(max = 40) String> texts,
      @ForAll @Size(max = 50)
          List<@DoubleRange(min = 1e-9, max = 1e9) @Scale(9) Double> durations) {
    ExponentialBuckets buckets = new ExponentialBuckets();
    durations.forEach(duration -> buckets.record(duration, 2));
    CheckpointWriter writer =
        new CheckpointWriter(VERSION).number(count).fixed(fixed).real(seconds);
    writer.number(texts.size());
    texts.forEach(writer::text);
    writer.buckets(buckets.snapshot());
    texts.forEach(writer::text);

    CheckpointReader reader = new CheckpointReader(writer.toBytes(), VERSION);
    assertThat(reader.count()).isEqualTo(count);
    assertThat(reader.fixed()).isEqualTo(fixed);
    assertThat(reader.seconds()).isEqualTo(seconds);
    assertThat(reader.size()).isEqualTo(texts.size());
    texts.forEach(text -> assertThat(reader.text()).isEqualTo(asUtf8(text)));
    ExponentialCounts read = reader.buckets();
    assertThat(read.scale()).isEqualTo(buckets.snapshot().scale());
    assertThat(read.first()).isEqualTo(buckets.snapshot().first());
    assertThat(read.counts()).isEqualTo(buckets.snapshot().counts());
    texts.forEach(text -> assertThat(reader.text()).isEqualTo(asUtf8(text)));
    reader.end();
  }

  /** Half a surrogate pair has no bytes. */
  private static String asUtf8(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }

  @Property
  void read_anyByteChanged_isRefused(
      @ForAll @Size(min = 1, max = 20) List<@StringLength(max = 20) String> texts,
      @ForAll @IntRange(max = 10_000) int place,
      @ForAll @IntRange(min = 1, max = 255) int difference) {
    CheckpointWriter writer = new CheckpointWriter(VERSION);
    texts.forEach(writer::text);
    byte[] state = writer.toBytes();
    state[place % state.length] ^= (byte) difference;
    assertThatThrownBy(() -> new CheckpointReader(state, VERSION))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("its bytes have changed");
  }

  @Property
  void read_anyBytes_areRefused(@ForAll @Size(max = 60) byte[] bytes) {
    assertThatThrownBy(() -> new CheckpointReader(bytes, VERSION))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Example
  void read_anotherVersion_saysWhich() {
    byte[] state = new CheckpointWriter(4).text("a").toBytes();
    assertThatThrownBy(() -> new CheckpointReader(state, VERSION))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it is of version 4, not 3");
  }

  @Example
  void read_moreThanThereIs_isRefused() {
    CheckpointReader size =
        new CheckpointReader(new CheckpointWriter(VERSION).number(2).toBytes(), VERSION);
    assertThatThrownBy(size::size).hasMessage("2 is above the limit 1");
    CheckpointReader text =
        new CheckpointReader(
            new CheckpointWriter(VERSION).number(0).number(100).toBytes(), VERSION);
    assertThatThrownBy(text::text).hasMessage("100 is above the limit 1");
    CheckpointReader rest =
        new CheckpointReader(new CheckpointWriter(VERSION).number(7).toBytes(), VERSION);
    assertThatThrownBy(rest::end).hasMessage("1 bytes too many");
    CheckpointReader negative =
        new CheckpointReader(new CheckpointWriter(VERSION).number(-1).toBytes(), VERSION);
    assertThatThrownBy(negative::count).hasMessageContaining("18446744073709551615");
  }

  @Example
  void buckets_thatNoHistogramHas_areRefused() {
    for (ExponentialCounts wrong :
        List.of(
            new ExponentialCounts(-5, 0, new long[] {1}),
            new ExponentialCounts(6, 0, new long[] {1}),
            new ExponentialCounts(5, 1 << 20, new long[] {1}),
            new ExponentialCounts(-4, 1 << 10, new long[] {1}),
            new ExponentialCounts(5, 0, new long[] {-1}),
            new ExponentialCounts(5, 0, new long[] {1L << 53, 1}))) {
      CheckpointReader reader =
          new CheckpointReader(new CheckpointWriter(VERSION).buckets(wrong).toBytes(), VERSION);
      assertThatThrownBy(reader::buckets)
          .as("%s", wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
    long[] wide = new long[ExponentialCounts.MAX_BUCKETS + 1];
    wide[0] = 1;
    wide[wide.length - 1] = 1;
    CheckpointReader reader =
        new CheckpointReader(
            new CheckpointWriter(VERSION).buckets(new ExponentialCounts(5, 0, wide)).toBytes(),
            VERSION);
    assertThatThrownBy(reader::buckets).isInstanceOf(IllegalArgumentException.class);
  }
}
