package dev.toolwatch.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.wire.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TextProperties {
  private static Text text(String text) {
    byte[] bytes = ("<<" + text + ">>").getBytes(UTF_8);
    Text view = new Text();
    view.set(bytes, 2, bytes.length - 4);
    return view;
  }

  @Property
  void asLong_upTo18Digits_isTheNumber(@ForAll long number) {
    long expected = number % 1_000_000_000_000_000_000L;
    assertThat(text(Long.toString(expected)).asLong(7)).isEqualTo(expected);
  }

  @Example
  void asLong_anythingElse_isOtherwise() {
    assertThat(text("-0").asLong(7)).isZero();
    assertThat(text("007").asLong(1)).isEqualTo(7);
    for (String none :
        List.of("", "-", "+1", " 1", "1 ", "1.0", "1e3", "--1", "0x1", "\u0661", "1/", "1:")) {
      assertThat(text(none).asLong(7)).as(none).isEqualTo(7);
    }
    assertThat(text("1234567890123456789").asLong(7)).isEqualTo(7);
    assertThat(text("-999999999999999999").asLong(7)).isEqualTo(-999_999_999_999_999_999L);
  }

  @Property
  void texts_compareAndSearch_asStringsDo(@ForAll("short") String a, @ForAll("short") String b) {
    byte[] other = b.getBytes(UTF_8);
    assertThat(text(a)).hasToString(a);
    assertThat(text(a).is(other)).isEqualTo(a.equals(b));
    assertThat(text(a).startsWith(other)).isEqualTo(a.startsWith(b));
    assertThat(text(a).endsWith(other)).isEqualTo(a.endsWith(b));
    assertThat(text(a).indexOf((byte) 'b', 1)).isEqualTo(a.indexOf('b', 1));
  }

  @Property
  void vocabulary_anyWords_findsWhatAMapFinds(
      @ForAll("words") Set<String> words, @ForAll("words") Set<String> others) {
    List<String> list = List.copyOf(words);
    Vocabulary vocabulary = new Vocabulary(list);
    Map<String, Integer> expected = new HashMap<>();
    list.forEach(word -> expected.put(word, expected.size()));
    assertThat(vocabulary.size()).isEqualTo(list.size());
    list.forEach(word -> assertThat(vocabulary.find(text(word))).isEqualTo(expected.get(word)));
    others.forEach(
        word -> assertThat(vocabulary.find(text(word))).isEqualTo(expected.getOrDefault(word, -1)));
  }

  @Example
  void vocabulary_wordTwice_isRefused() {
    assertThatThrownBy(() -> new Vocabulary(List.of("a", "b", "a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a");
  }

  @Provide("short")
  Arbitrary<String> shortWords() {
    return Arbitraries.strings().withChars("ab").ofMaxLength(4);
  }

  @Provide("words")
  Arbitrary<Set<String>> words() {
    Arbitrary<String> any = Arbitraries.strings().withChars("ab.\u00e9").ofMaxLength(20);
    // Of the same beginning and end, which is what the hash looks at.
    Arbitrary<String> alike =
        Arbitraries.integers().between(0, 1000).map(n -> "same.beginning." + n + ".same.end");
    return Arbitraries.oneOf(any, alike).set().ofMaxSize(60);
  }
}
