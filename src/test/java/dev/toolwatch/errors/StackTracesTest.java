package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of frames and of causes, and every limit at its bound. */
class StackTracesTest {
  private final StackTraces stackTraces = new StackTraces(new InAppFrames(List.of()));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PYTHON|Traceback (most recent call last):\\n  File \"/a.py\", line 1, in outer\\n  File \"/a.py\", line 2, in inner\\nE: m",
        "JAVASCRIPT|E: m\\n    at inner (/a.js:2:1)\\n    at outer (/a.js:1:1)",
        "JAVASCRIPT|inner@http://a.example/a.js:2:1\\nouter@http://a.example/a.js:1:1",
        "JAVA|E: m\\n\\tat a.B.inner(B.java:2)\\n\\tat a.B.outer(B.java:1)",
        "GO|panic: m\\n\\ngoroutine 1 [running]:\\nmain.inner()\\n\\t/a.go:2 +0x1\\nmain.outer()\\n\\t/a.go:1 +0x1",
        "CSHARP|E: m\\n   at A.B.inner() in /a.cs:line 2\\n   at A.B.outer() in /a.cs:line 1",
        "RUST|thread 'main' panicked at src/main.rs:2:5:\\nm\\nstack backtrace:\\n   0: inner\\n             at ./src/main.rs:2:5\\n   1: outer\\n             at ./src/main.rs:1:5",
        "RUBY|/a.rb:2:in `inner': m (E)\\n\\tfrom /a.rb:1:in `outer'",
        "RUBY|Traceback (most recent call last):\\n\\t1: from /a.rb:1:in `outer'\\n/a.rb:2:in `inner': m (E)",
        "PHP|E: m in /a.php:2\\nStack trace:\\n#0 /a.php(1): inner()\\n#1 /a.php(3): outer()\\n#2 {main}"
      })
  void frames_theOldestCallIsFirst(Language language, String text) {
    ParsedException parsed = parse(text.replace("\\n", "\n").replace("\\t", "\t"), language);

    assertThat(parsed.language()).isEqualTo(language);
    assertThat(parsed.reported().frames())
        .extracting(StackFrame::function)
        .filteredOn(name -> !name.equals("{main}"))
        .containsExactly("outer", "inner");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PYTHON|Traceback (most recent call last):\\n  File \"/a.py\", line 1, in a\\nRoot: r\\n\\nThe above exception was the direct cause of the following exception:\\n\\nTraceback (most recent call last):\\n  File \"/a.py\", line 1, in a\\nMiddle: m\\n\\nDuring handling of the above exception, another exception occurred:\\n\\nTraceback (most recent call last):\\n  File \"/a.py\", line 1, in a\\nTop: t",
        "JAVASCRIPT|Top: t\\n    at a (/a.js:2:1) {\\n  [cause]: Middle: m\\n      at a (/a.js:2:1) {\\n    [cause]: Root: r\\n        at a (/a.js:2:1)\\n  }\\n}",
        "JAVA|Top: t\\n\\tat a.B.c(B.java:2)\\n\\tSuppressed: No: n\\n\\t\\tat a.B.d(B.java:2)\\n\\tCaused by: No: n\\nCaused by: Middle: m\\n\\tat a.B.c(B.java:2)\\nCaused by: Root: r\\n\\t... 1 more",
        "JAVA|Root: r\\n\\tat a.B.c(B.java:2)\\nWrapped by: Middle: m\\n\\tat a.B.c(B.java:2)\\nWrapped by: Top: t\\n\\tat a.B.c(B.java:2)",
        "CSHARP|Top: t\\n ---> Middle: m\\n ---> Root: r\\n   at A.B.c()\\n   --- End of inner exception stack trace ---\\n   at A.B.d()\\n   --- End of inner exception stack trace ---\\n   at A.B.e()",
        "RUBY|/a.rb:2:in `a': t (Top)\\n\\tfrom /a.rb:1:in `b'\\n/a.rb:2:in `a': m (Middle)\\n\\tfrom /a.rb:1:in `b'\\n/a.rb:2:in `a': r (Root)\\n\\tfrom /a.rb:1:in `b'",
        "PHP|Root: r in /a.php:2\\nStack trace:\\n#0 {main}\\n\\nNext Middle: m in /a.php:2\\nStack trace:\\n#0 {main}\\n\\nNext Top: t in /a.php:2\\nStack trace:\\n#0 {main}"
      })
  void chain_theReportedExceptionIsFirst_andTheRootLast(Language language, String text) {
    ParsedException parsed = parse(text.replace("\\n", "\n").replace("\\t", "\t"), language);

    assertThat(parsed.chain())
        .extracting(ThrownException::type)
        .containsExactly("Top", "Middle", "Root");
    assertThat(parsed.chain()).extracting(ThrownException::message).containsExactly("t", "m", "r");
  }

  @Test
  void causes_ofRust_haveMessages() {
    ParsedException parsed =
        parse(
            "Error: t\n\nCaused by:\n    0: m\n    1: r\n\nStack backtrace:\n   0: shop::load\n",
            Language.RUST);
    assertThat(parsed.chain()).extracting(ThrownException::message).containsExactly("t", "m", "r");
  }

  @Test
  void attributes_replaceWhatTheStackTraceSays_butNotALongerNameOfTheType() {
    String text = "com.acme.StockError: short\n\tat a.B.c(B.java:2)";
    ParsedException parsed = stackTraces.parse(text, Language.JAVA, "StockError", "long message");
    assertThat(parsed.reported().type()).isEqualTo("com.acme.StockError");
    assertThat(parsed.reported().message()).isEqualTo("long message");
    assertThat(stackTraces.parse(text, Language.JAVA, "Other", "").reported().type())
        .isEqualTo("Other");
  }

  @Test
  void frames_upToTheLimitAreKept_thenThoseInTheMiddleAreLeftOutAndCounted() {
    int most = 2 * ThrownBuilder.HALF;
    ParsedException full = parse(java(most), Language.JAVA);
    assertThat(full.reported().frames()).hasSize(most);
    assertThat(full.omissions()).isEqualTo(Omissions.NONE);

    ParsedException more = parse(java(most + 3), Language.JAVA);
    assertThat(more.reported().frames()).hasSize(most);
    assertThat(more.reported().frames().get(0).function()).isEqualTo("f" + (most + 2));
    assertThat(more.reported().frames().get(most - 1).function()).isEqualTo("f0");
    assertThat(more.reported().omittedFrames()).isEqualTo(3);
    assertThat(more.omissions()).isEqualTo(new Omissions(0, 0, 0, 0, 3));
  }

  @Test
  void causes_upToTheLimitAreKept_thenThoseAfterTheFirstAreLeftOutAndCounted() {
    ParsedException full = parse(chain(StackTraces.MAX_CHAIN), Language.JAVA);
    assertThat(full.chain()).hasSize(StackTraces.MAX_CHAIN);
    assertThat(full.omissions()).isEqualTo(Omissions.NONE);

    ParsedException more = parse(chain(StackTraces.MAX_CHAIN + 2), Language.JAVA);
    assertThat(more.chain()).hasSize(StackTraces.MAX_CHAIN);
    assertThat(more.chain()).extracting(ThrownException::type).startsWith("E0", "E3", "E4");
    assertThat(more.omissions()).isEqualTo(new Omissions(0, 0, 0, 2, 0));
  }

  @Test
  void messages_upToTheLimitAreKept_thenTheirEndsAreLeftOutAndCounted() {
    String longest = "m ".repeat(ThrownBuilder.MAX_MESSAGE / 2);
    ParsedException full = stackTraces.parse("", Language.JAVA, "E", longest);
    assertThat(full.reported().message()).hasSize(ThrownBuilder.MAX_MESSAGE);
    assertThat(full.omissions()).isEqualTo(Omissions.NONE);

    ParsedException more = stackTraces.parse("", Language.JAVA, "E", longest + "m");
    assertThat(more.reported().message()).hasSize(ThrownBuilder.MAX_MESSAGE - 1);
    assertThat(more.reported().messageCut()).isTrue();
    assertThat(more.omissions()).isEqualTo(new Omissions(0, 0, 1, 0, 0));
  }

  @Test
  void messagesOfManyLines_upToTheLimitAreKept_thenTheRestIsLeftOutAndCounted() {
    String line = "m ".repeat(63) + "x\n";
    int lines = ThrownBuilder.MAX_MESSAGE / line.length();
    String frame = "\tat a.B.c(B.java:2)";
    ParsedException full =
        parse(
            "E: " + line.repeat(lines).substring(0, line.length() * lines - 1) + "\n" + frame,
            Language.JAVA);
    assertThat(full.reported().message()).hasSize(ThrownBuilder.MAX_MESSAGE - 1);
    assertThat(full.omissions()).isEqualTo(Omissions.NONE);

    ParsedException more = parse("E: " + line.repeat(lines + 1) + frame, Language.JAVA);
    assertThat(more.reported().message()).hasSizeLessThanOrEqualTo(ThrownBuilder.MAX_MESSAGE);
    assertThat(more.omissions()).isEqualTo(new Omissions(0, 0, 1, 0, 0));
  }

  @Test
  void lines_upToTheLimitAreRead_thenTheirEndsAreLeftOutAndCounted() {
    String longest = "E: " + "m ".repeat((StackTraceLines.MAX_LINE - 4) / 2) + "x";
    String frame = "\n\tat a.B.c(B.java:2)";
    assertThat(longest).hasSize(StackTraceLines.MAX_LINE);
    ParsedException full = parse(longest + frame, Language.JAVA);
    assertThat(full.reported().message()).endsWith("m x");
    assertThat(full.omissions()).isEqualTo(Omissions.NONE);

    ParsedException more = parse(longest + "y" + frame, Language.JAVA);
    assertThat(more.reported().message()).endsWith("m m");
    assertThat(more.omissions()).isEqualTo(new Omissions(0, 1, 0, 0, 0));
  }

  @Test
  void text_upToTheLimitIsRead_thenItsMiddleIsLeftOutAndCounted() {
    String first = "E: m\n\tat a.B.first(B.java:2)\n";
    String last = "\tat a.B.last(B.java:2)";
    String filler = "x".repeat(99) + "\n";
    String middle = filler.repeat(StackTraceLines.MAX_TEXT / 100 + 1);
    int room = StackTraceLines.MAX_TEXT - first.length() - last.length();
    ParsedException full =
        parse(first + middle.substring(0, room - 1) + "\n" + last, Language.JAVA);
    assertThat(full.omissions()).isEqualTo(Omissions.NONE);

    ParsedException more = parse(first + middle + last, Language.JAVA);
    assertThat(more.reported().frames())
        .extracting(StackFrame::function)
        .containsExactly("last", "first");
    assertThat(more.omissions().characters()).isBetween(1, 400);
    assertThat(more.omissions().lines()).isZero();
  }

  @Test
  void types_upToTheLimitAreKept_thenCut() {
    String longest = "E".repeat(ThrownBuilder.MAX_TYPE);
    assertThat(stackTraces.parse("", Language.JAVA, longest, "").reported().type())
        .isEqualTo(longest);
    assertThat(stackTraces.parse("", Language.JAVA, longest + "E", "").reported().type())
        .isEqualTo(longest);
  }

  private ParsedException parse(String text, Language language) {
    return stackTraces.parse(text, language, "", "");
  }

  private static String java(int frames) {
    return IntStream.range(0, frames)
        .mapToObj(i -> "\tat a.B.f" + i + "(B.java:2)")
        .collect(Collectors.joining("\n", "E: m\n", ""));
  }

  private static String chain(int length) {
    return IntStream.range(0, length)
        .mapToObj(i -> "E" + i + ": m\n\tat a.B.c(B.java:2)")
        .collect(Collectors.joining("\nCaused by: "));
  }
}
