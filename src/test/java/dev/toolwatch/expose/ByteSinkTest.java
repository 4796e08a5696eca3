package dev.toolwatch.expose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    assertThatThrownBy(() -> sink.write(1)).isInstanceOf(PageTooLargeException.class);
    assertThat(sink.length()).isEqualTo(100);
  }
}
