package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintsTest {
  private static final String FRAME = "\n\tat a.B.c(B.java:2)";

  private final StackTraces stackTraces = new StackTraces(new InAppFrames(List.of()));
  private final Fingerprints fingerprints = new Fingerprints();

  @Test
  void ofCode_isByServiceToolAndCode() {
    Grouping one = fingerprints.ofCode("shop", "load", "-32602");

    assertThat(one.groupedBy()).isEqualTo(GroupedBy.MCP_CODE);
    assertThat(one.fingerprint().version()).isEqualTo(Fingerprints.VERSION);
    assertThat(fingerprints.ofCode("shop", "load", "-32602")).isEqualTo(one);
    assertThat(
            List.of(
                one,
                fingerprints.ofCode("shop", "load", "timeout"),
                fingerprints.ofCode("shop", "save", "-32602"),
                fingerprints.ofCode("bank", "load", "-32602"),
                fingerprints.ofCode("shopl", "oad", "-32602"),
                fingerprints.ofMessage("shop", "load", "-32602", "")))
        .extracting(Grouping::fingerprint)
        .doesNotHaveDuplicates();
  }

  @Test
  void ofOverflow_isOneGroupPerService() {
    Grouping one = fingerprints.ofOverflow("shop");

    assertThat(one.groupedBy()).isEqualTo(GroupedBy.OVERFLOW);
    assertThat(fingerprints.ofOverflow("shop")).isEqualTo(one);
    assertThat(fingerprints.ofOverflow("bank").fingerprint()).isNotEqualTo(one.fingerprint());
    assertThat(fingerprints.ofCode("shop", "", "").fingerprint()).isNotEqualTo(one.fingerprint());
  }

  @Test
  void ofMessage_isByTypeToolAndPattern_andByTypeWithoutAMessage() {
    Grouping one = fingerprints.ofMessage("shop", "load", "E", "order 12 is gone");

    assertThat(one.groupedBy()).isEqualTo(GroupedBy.MESSAGE);
    assertThat(fingerprints.ofMessage("shop", "load", "E", "order 13 is gone")).isEqualTo(one);
    assertThat(fingerprints.ofMessage("shop", "load", "E", "").groupedBy())
        .isEqualTo(GroupedBy.TYPE);
    assertThat(
            List.of(
                one,
                fingerprints.ofMessage("shop", "load", "F", "order 12 is gone"),
                fingerprints.ofMessage("shop", "save", "E", "order 12 is gone"),
                fingerprints.ofMessage("shop", "load", "E", "order 12 is late"),
                fingerprints.ofMessage("shop", "load", "E", "")))
        .extracting(Grouping::fingerprint)
        .doesNotHaveDuplicates();
  }

  @Test
  void of_framesOfTheApplication_notTheTool_decide() {
    ParsedException one = java("E: m 1" + FRAME);
    assertThat(fingerprints.of("shop", "load", one).groupedBy()).isEqualTo(GroupedBy.STACK_TRACE);
    assertThat(fingerprints.of("shop", "save", java("E: other" + FRAME)))
        .isEqualTo(fingerprints.of("shop", "load", one));
    assertThat(fingerprints.of("shop", "load", java("E: m" + FRAME.replace(".c(", ".d("))))
        .isNotEqualTo(fingerprints.of("shop", "load", one));
  }

  @Test
  void of_framesOfLibrariesAlone_decideWithToolAndMessage() {
    ParsedException one = java("E: m 1\n\tat java.util.A.b(A.java:2)");
    Grouping grouping = fingerprints.of("shop", "load", one);

    assertThat(grouping.groupedBy()).isEqualTo(GroupedBy.LIBRARY_STACK_TRACE);
    assertThat(fingerprints.of("shop", "load", java("E: m 2\n\tat java.util.A.b(A.java:3)")))
        .isEqualTo(grouping);
    assertThat(fingerprints.of("shop", "save", one)).isNotEqualTo(grouping);
    assertThat(fingerprints.of("shop", "load", java("E: n\n\tat java.util.A.b(A.java:2)")))
        .isNotEqualTo(grouping);
  }

  @Test
  void of_anotherCause_isAnotherGroup() {
    ParsedException one = java("E: m" + FRAME + "\nCaused by: F: m" + FRAME);
    ParsedException other = java("E: m" + FRAME + "\nCaused by: G: m" + FRAME);
    assertThat(fingerprints.of("shop", "load", one))
        .isNotEqualTo(fingerprints.of("shop", "load", other));
  }

  private ParsedException java(String text) {
    return stackTraces.parse(text, Language.JAVA, "", "");
  }
}
