package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.wire.Text;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameCacheTest {
  private final NameCache names = new NameCache();

  private String of(String name) {
    return of(name.getBytes(UTF_8));
  }

  private String of(byte[] name) {
    byte[] array = new byte[name.length + 5];
    System.arraycopy(name, 0, array, 2, name.length);
    Text text = new Text();
    text.set(array, 2, name.length);
    return names.of(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "add", "s\u00fcche", "\u5de5\u5177", "\ud83d\ude00", "a b", "\"\\{}"})
  void of_anyGoodName_isThatName(String name) {
    assertThat(of(name)).isEqualTo(name);
  }

  @Test
  void of_sameBytesAgain_isTheSameInstance() {
    assertThat(of("add")).isSameAs(of("add"));
    assertThat(of("x".repeat(128))).isSameAs(of("x".repeat(128)));
  }

  @Test
  void of_moreThan128Bytes_isCutAtACharacter() {
    assertThat(of("x".repeat(128))).isEqualTo("x".repeat(128));
    assertThat(of("x".repeat(129))).matches("x{117}\u2026[0-9a-f]{8}");
    // Two, three and four bytes each, with every offset of the cut inside them.
    for (String character : List.of("\u00e9", "\u5de5", "\ud83d\ude00")) {
      for (int before = 0; before < 4; before++) {
        String cut = of("x".repeat(before) + character.repeat(200));
        assertThat(cut).matches(".*\u2026[0-9a-f]{8}").doesNotContain("\ufffd");
        assertThat(cut.getBytes(UTF_8).length).isBetween(125, 128);
        assertThat(cut).startsWith("x".repeat(before) + character);
      }
    }
  }

  @Test
  void of_namesAlikeInTheirFirst128Bytes_staysDifferent() {
    String start = "x".repeat(128);
    assertThat(of(start)).isEqualTo(start);
    assertThat(of(start + "y")).isNotEqualTo(of(start + "z")).isEqualTo(of(start + "y"));
    // Of the whole name, by CRC-32C (RFC 3720, B.4): the same in every process.
    assertThat(of("x".repeat(129))).isEqualTo("x".repeat(117) + "\u202624294e37");
  }

  private static Text text(String name) {
    byte[] bytes = name.getBytes(UTF_8);
    Text text = new Text();
    text.set(bytes, 0, bytes.length);
    return text;
  }

  @Test
  void of_controlCharacters_areReplaced() {
    assertThat(of("a\0b\nc\u007fd\u0085e")).isEqualTo("a\ufffdb\ufffdc\ufffdd\ufffde");
  }

  @Test
  void of_anyBytes_isSafeAsALabel() {
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      String name = of(noise);
      assertThat(new String(name.getBytes(UTF_8), UTF_8)).isEqualTo(name);
      assertThat(name.chars()).noneMatch(Character::isISOControl);
      assertThat(name.length()).isLessThanOrEqualTo(129);
    }
  }

  @Test
  void of_manyMoreNamesThanPlaces_staysRight() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 50_000; i++) {
        assertThat(of("tool-" + i)).isEqualTo("tool-" + i);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tools/call", "tools/list", "initialize", "ping", "notifications/progress"})
  void method_ofTheProtocol_isItself(String method) {
    assertThat(method(method)).isEqualTo(method);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tools/Call", "tools/call ", "tools", "notifications/x", "\0"})
  void method_ofNoProtocol_isUnknown(String method) {
    assertThat(method(method)).isEqualTo("__unknown__");
  }

  private static String method(String name) {
    return Methods.of(text(name));
  }
}
