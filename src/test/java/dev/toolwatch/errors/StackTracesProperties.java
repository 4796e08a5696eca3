package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StackTracesProperties {
  private final StackTraces stackTraces = new StackTraces(new InAppFrames(List.of()));

  @Property(tries = 2_000)
  void anyText_isReadWithinLimits_andHasAGroup(
      @ForAll("texts") String text, @ForAll Language language) {
    ParsedException parsed = stackTraces.parse(text, language, "", text);

    assertThat(parsed.chain()).hasSizeBetween(1, StackTraces.MAX_CHAIN);
    assertThat(parsed.chain())
        .allSatisfy(
            thrown -> {
              assertThat(thrown.frames()).hasSizeLessThanOrEqualTo(2 * ThrownBuilder.HALF);
              assertThat(thrown.message()).hasSizeLessThanOrEqualTo(ThrownBuilder.MAX_MESSAGE);
              assertThat(thrown.type()).hasSizeLessThanOrEqualTo(ThrownBuilder.MAX_TYPE);
            });
    assertThat(new Fingerprints().of("shop", "load", parsed))
        .isEqualTo(new Fingerprints().of("shop", "load", parsed));
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> piece =
        Arbitraries.of(
            "at ",
            "async ",
            "(",
            ")",
            "<",
            ">",
            "[",
            "]",
            "{",
            "}",
            ":",
            "::",
            "12",
            ":3",
            "\n",
            "\n\t",
            "\n    ",
            "File \"",
            "\", line ",
            ", in ",
            "Traceback (most recent call last):",
            "  | ",
            "  +-+---------------- 1 ----------------",
            "  + Exception Group ",
            "Caused by: ",
            "Suppressed: ",
            "Wrapped by: ",
            "... 3 more",
            "[cause]: ",
            "[errors]: [",
            "eval at ",
            "goroutine 1 [running]:",
            "panic: ",
            "main.f(0x1)",
            "/a/b.go:1 +0x2",
            "created by ",
            "---> ",
            "--- End of inner exception stack trace ---",
            " in /a.cs:line 5",
            "<A>d__1.MoveNext",
            "stack backtrace:",
            "0: a::b::h0123456789abcdef",
            "Caused by:",
            "from ",
            ":in `",
            "':",
            " (E)",
            "#0 ",
            "{main}",
            "[internal function]: ",
            "Next ",
            "Stack trace:",
            "node:",
            "@",
            "-",
            ".",
            "/",
            "$",
            "'",
            "`",
            "\"",
            "\u001b[1m",
            "\ud800",
            "^",
            "a.b.C.d(C.java:1)");
    return Arbitraries.oneOf(piece, Arbitraries.strings().ofMaxLength(5))
        .list()
        .ofMaxSize(40)
        .map(pieces -> pieces.stream().collect(Collectors.joining()));
  }
}
