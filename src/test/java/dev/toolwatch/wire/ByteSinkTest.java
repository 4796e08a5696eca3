package dev.toolwatch.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ByteSinkTest {
  @Property
  void utf8_anyText_isWhatJavaWrites(@ForAll String text) {
    ByteSink sink = new ByteSink(0, 1 << 20);
    sink.utf8(text);
    assertThat(sink.toByteArray()).isEqualTo(text.getBytes(UTF_8));
  }

  @Property
  void decimal_anyLong_isWhatJavaWrites(@ForAll long value) {
    ByteSink sink = new ByteSink(0, 100);
    sink.decimal(value);
    assertThat(new String(sink.toByteArray(), UTF_8)).isEqualTo(Long.toString(value));
  }

  @Test
  void write_beyondTheLimit_isRefused() {
    ByteSink sink = new ByteSink(0, 100);
    sink.write(new byte[100]);
    assertThatThrownBy(() -> sink.write(1)).isInstanceOf(ByteLimitException.class);
    assertThat(sink.length()).isEqualTo(100);
  }

  @Test
  void settle_withADrain_everyByteLeavesOnceAndTheLimitHoldsForAll() {
    ByteArrayOutputStream drain = new ByteArrayOutputStream();
    ByteSink sink = new ByteSink(0, 1_000_000, drain);
    byte[] line = "a line that comes again and again\n".getBytes(UTF_8);
    int lines = 0;
    int most = 0;
    while ((lines + 1) * line.length <= 1_000_000) {
      sink.write(line);
      sink.settle();
      lines++;
      most = Math.max(most, sink.length());
    }
    assertThat(most).isLessThan(128 * 1024);
    assertThatThrownBy(() -> sink.write(line)).isInstanceOf(ByteLimitException.class);
    sink.drain();
    assertThat(drain.toString(UTF_8)).isEqualTo(new String(line, UTF_8).repeat(lines));
  }
}
