package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class InAppFramesTest {
  private static final StackFrame OURS = new StackFrame("load", "A.java", "com.acme.A", 1, 0, true);
  private static final StackFrame SPRING =
      new StackFrame("run", "B.java", "org.springframework.B", 1, 0, true);

  @Test
  void withoutPatterns_theLanguageDecides() {
    InAppFrames frames = new InAppFrames(List.of());
    assertThat(frames.test(Language.JAVA, OURS)).isTrue();
    assertThat(frames.test(Language.JAVA, SPRING)).isFalse();
  }

  @Test
  void firstPatternThatMatches_decides() {
    InAppFrames frames = new InAppFrames(List.of("!com.acme.*", "com.*", "org.springframework.*"));
    assertThat(frames.test(Language.JAVA, OURS)).isFalse();
    assertThat(frames.test(Language.JAVA, SPRING)).isTrue();
  }

  @Test
  void patterns_emptyOrTooMany_throw() {
    assertThatThrownBy(() -> new InAppFrames(List.of("!")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new InAppFrames(Collections.nCopies(InAppFrames.MAX_PATTERNS + 1, "a")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
