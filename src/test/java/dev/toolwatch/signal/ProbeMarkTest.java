package dev.toolwatch.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.wire.Text;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeMarkTest {
  private static boolean isIn(String traceState) {
    byte[] bytes = ("before," + traceState + ",toolwatch=probe").getBytes(UTF_8);
    Text text = new Text();
    text.set(bytes, "before,".length(), traceState.getBytes(UTF_8).length);
    return ProbeMark.isIn(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "toolwatch=probe",
        "toolwatch=probe,ot=th:0",
        "ot=th:0,toolwatch=probe",
        "a=1,, \ttoolwatch=probe\t ,b=2",
        "toolwatch=probe,"
      })
  void isIn_theMemberAnywhere_is(String traceState) {
    assertThat(isIn(traceState)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        " ",
        "toolwatch",
        "toolwatch=",
        "toolwatch=prob",
        "toolwatch=probe1",
        "toolwatch=probe=",
        "toolwatch= probe",
        "mytoolwatch=probe",
        "a=toolwatch=probe",
        "Toolwatch=probe"
      })
  void isIn_anythingElse_isNot(String traceState) {
    assertThat(isIn(traceState)).isFalse();
  }
}
