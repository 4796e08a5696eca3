package dev.toolwatch.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternsTest {
  @ParameterizedTest
  @CsvSource({
    // pattern, name, whether it matches
    "auth, auth, true",
    "auth, AUTH, true",
    "AUTH, auth, true",
    "auth, auth2, false",
    "auth, oauth, false",
    "auth, aut, false",
    "auth, '', false",
    "auth*, auth, true",
    "auth*, Authorize, true",
    "auth*, oauth, false",
    "auth.*, auth.check, true",
    "auth.*, auth, false",
    "*auth, oauth, true",
    "*auth, auth, true",
    "*auth, auth2, false",
    "*.authenticate, com.example.Login.authenticate, true",
    "*.authenticate, authenticate, false",
    "*auth*, my OAuth flow, true",
    "*auth*, auth, true",
    "*auth*, aauth, true",
    "*auth*, autauth, true",
    "*auth*, aut, false",
    "*auth*, au-th, false",
    "*gr\u00f6\u00dfe*, die gr\u00f6\u00dfe, true",
    "*gr\u00f6\u00dfe*, die gr??e, false",
    "\u00c4pfel*, \u00c4pfel, true",
    "\u00c4PFEL*, \u00c4pfel, true",
    "\u00c4pfel*, \u00e4pfel, false"
  })
  void match_pattern_isAsStated(String pattern, String name, boolean matches) {
    NamePatterns patterns = new NamePatterns(List.of(pattern));
    assertThat(patterns.match(Recognised.text(name))).isEqualTo(matches);
  }

  @Test
  void match_severalPatterns_oneIsEnough() {
    NamePatterns patterns = new NamePatterns(List.of("a", "*b", "c*"));
    assertThat(patterns.match(Recognised.text("xb"))).isTrue();
    assertThat(patterns.match(Recognised.text("cx"))).isTrue();
    assertThat(patterns.match(Recognised.text("bx"))).isFalse();
  }

  @Test
  void match_noPatterns_isNothing() {
    assertThat(new NamePatterns(List.of()).match(Recognised.text("auth"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "**", "a*b", "*a*b*", "**a"})
  void pattern_thatIsNone_isRefusedWithItsText(String pattern) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NamePatterns(List.of(pattern)))
        .withMessageContaining(pattern);
  }
}
