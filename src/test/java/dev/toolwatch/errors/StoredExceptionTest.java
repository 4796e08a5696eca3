package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StoredExceptionTest {
  private static final StackFrame FRAME = new StackFrame("f", "a.py", "a", 3, 4, true);

  private static ParsedException exception(int frames, Random random) {
    List<StackFrame> all = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      all.add(new StackFrame("f" + i, noise(random, 512), noise(random, 512), i, 0, i % 2 == 0));
    }
    ThrownException thrown = new ThrownException("T", noise(random, 8_000), all, 2, false);
    return new ParsedException(
        Language.GO, List.of(thrown, thrown), new Omissions(1, 2, 3, 4, 5L << 33));
  }

  private static String noise(Random random, int length) {
    StringBuilder text = new StringBuilder();
    random.ints(length, 0x100, 0xD000).forEach(c -> text.append((char) c));
    return text.toString();
  }

  @Test
  void exception_isReadAsItWas() {
    ParsedException exception =
        new ParsedException(
            Language.PYTHON,
            List.of(
                new ThrownException("ValueError", "späť \uD83D\uDE00", List.of(FRAME), 0, false),
                new ThrownException("", "", List.of(), 9, true)),
            new Omissions(1, 2, 3, 4, 5));
    assertThat(StoredException.fromBytes(StoredException.toBytes(exception))).isEqualTo(exception);
  }

  @Test
  void tooLong_isCutToTheFramesThatThrew_orToNone() {
    byte[] few = StoredException.toBytes(exception(100, new Random(1)));
    assertThat(few.length).isLessThanOrEqualTo(StoredException.MAX_BYTES);
    ParsedException read = StoredException.fromBytes(few);
    assertThat(read.chain()).hasSize(1);
    assertThat(read.reported().frames()).hasSize(20).last().extracting("function").isEqualTo("f99");
    assertThat(read.reported().omittedFrames()).isEqualTo(82);
    assertThat(read.reported().messageCut()).isTrue();
    assertThat(read.omissions()).isEqualTo(new Omissions(1, 2, 3, 4, 5L << 33));
  }

  @Test
  void malformed_isRefused() {
    byte[] bytes = StoredException.toBytes(exception(3, new Random(2)));
    for (int i = 0; i < bytes.length; i += 7) {
      byte[] cut = Arrays.copyOf(bytes, i);
      assertThatThrownBy(() -> StoredException.fromBytes(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
