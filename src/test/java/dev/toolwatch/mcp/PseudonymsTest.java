package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.wire.Text;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PseudonymsTest {
  /** RFC 4231, test case 1: HMAC-SHA-256 of "Hi There" under twenty bytes 0x0b. */
  @Test
  void of_knownVector_isItsFirstEightBytes() {
    Pseudonyms pseudonyms = new Pseudonyms(HexFormat.of().parseHex("0b".repeat(20)), 16);
    long expected = Long.parseUnsignedLong("b0344c61d8db3853", 16);
    assertThat(pseudonyms.of(Recognised.text("Hi There"))).isEqualTo(expected);
    assertThat(pseudonyms.of(Recognised.text("Hi There"))).as("again").isEqualTo(expected);
  }

  private final Pseudonyms pseudonyms = new Pseudonyms("sixteen bytes ok".getBytes(US_ASCII), 1000);

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 42, Long.MAX_VALUE, Long.MIN_VALUE})
  void of_number_isThatOfItsDigits(long number) {
    assertThat(pseudonyms.of(number))
        .isEqualTo(pseudonyms.of(Recognised.text(Long.toString(number))));
  }

  @Test
  void of_otherKey_isAnotherPseudonym() {
    Pseudonyms other = new Pseudonyms("sixteen bytes no".getBytes(US_ASCII), 16);
    assertThat(other.of(7)).isNotEqualTo(pseudonyms.of(7));
  }

  /** Of more users than are remembered, each has the pseudonym it had. */
  @Test
  void of_forgottenUsers_isTheSameAgain() {
    Pseudonyms forgetful = new Pseudonyms("sixteen bytes ok".getBytes(US_ASCII), 4);
    for (int round = 0; round < 3; round++) {
      for (int user = 0; user < 100; user++) {
        assertThat(forgetful.of(user)).isEqualTo(pseudonyms.of(user));
      }
    }
  }

  @Test
  void of_partOfARequest_readsNoByteBeyond() {
    Text whole = Recognised.text("xxalicexx");
    Text part = new Text();
    part.setPart(whole, 2, 5);
    assertThat(pseudonyms.of(part)).isEqualTo(pseudonyms.of(Recognised.text("alice")));
  }

  @Test
  void of_manyUsers_areApart() {
    Set<Long> seen = new HashSet<>();
    for (int user = 0; user < 100_000; user++) {
      seen.add(pseudonyms.of(user));
    }
    assertThat(seen).hasSize(100_000).doesNotContain(0L);
  }
}
