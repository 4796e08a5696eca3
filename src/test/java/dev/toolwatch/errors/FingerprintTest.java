package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  private static final Fingerprint ONE = new Fingerprint(1, 0x00ff00ff00ff00ffL, -2);

  @Test
  void toString_isVersionAndHexadecimal_within40Characters() {
    assertThat(ONE).hasToString("1-00ff00ff00ff00fffffffffffffffffe");
    assertThat(new Fingerprint(999, 1, 1).toString()).hasSizeLessThanOrEqualTo(40);
  }

  @Test
  void parse_readsWhatIsPrinted() {
    assertThat(Fingerprint.parse(ONE.toString())).contains(ONE);
    Fingerprint long1 = new Fingerprint(999, Long.MIN_VALUE, Long.MAX_VALUE);
    assertThat(Fingerprint.parse(long1.toString())).contains(long1);
  }

  @Test
  void parse_anythingElse_isEmpty() {
    Stream.of(
            "",
            "1-",
            "-00ff00ff00ff00fffffffffffffffffe",
            "0-00ff00ff00ff00fffffffffffffffffe",
            "1000-00ff00ff00ff00fffffffffffffffffe",
            "a-00ff00ff00ff00fffffffffffffffffe",
            "1-00FF00ff00ff00fffffffffffffffffe",
            "1-00ff00ff00ff00fffffffffffffffff",
            "1-00ff00ff00ff00fffffffffffffffffee",
            "1-+0ff00ff00ff00fffffffffffffffffe",
            "1-00ff00ff00ff00fffffffffffffffff-")
        .forEach(text -> assertThat(Fingerprint.parse(text)).as(text).isEmpty());
  }

  @Test
  void compareTo_isTheOrderOfTheText_withinAVersion() {
    Fingerprint larger = new Fingerprint(1, -1, 0);
    assertThat(ONE).isLessThan(larger);
    assertThat(ONE.toString()).isLessThan(larger.toString());
    assertThat(new Fingerprint(2, 0, 0)).isGreaterThan(larger);
    assertThat(new Fingerprint(1, 0, 1)).isLessThan(new Fingerprint(1, 0, -1));
  }

  @Test
  void constructor_versionOutOfRange_throws() {
    assertThatThrownBy(() -> new Fingerprint(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Fingerprint(1000, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
