package dev.toolwatch.expose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FamilyMergerTest {
  private final FamilyMerger merger = new FamilyMerger();

  @Test
  void add_sameNameAndType_becomesOneBlock() {
    assertThat(merger.add(Families.counter("calls", Labels.of("a", "1"), 1))).isTrue();
    assertThat(merger.add(Families.gauge("depth", Labels.EMPTY, 7))).isTrue();
    assertThat(merger.add(Families.counter("calls", Labels.of("a", "2"), 2))).isTrue();
    assertThat(Families.write(Format.TEXT, merger.families()))
        .isEqualTo(
            """
            # HELP calls_total What calls counts.
            # TYPE calls_total counter
            calls_total{a="1"} 1
            calls_total{a="2"} 2
            # HELP depth What depth counts.
            # TYPE depth gauge
            depth 7
            """);
  }

  @Test
  void add_sameNameOfAnotherType_isLeftOut() {
    assertThat(merger.add(Families.gauge("calls", Labels.EMPTY, 1))).isTrue();
    assertThat(merger.add(Families.counter("calls", Labels.EMPTY, 2))).isFalse();
    assertThat(merger.families())
        .extracting(MetricFamily::type)
        .containsExactly(MetricFamily.Type.GAUGE);
  }

  @Test
  void add_nameOfAnothersSamples_isLeftOut() {
    assertThat(merger.add(Families.durations())).isTrue();
    assertThat(
            merger.add(
                Families.gauge("mcp_server_operation_duration_seconds_count", Labels.EMPTY, 1)))
        .isFalse();
    assertThat(merger.add(Families.gauge("calls_total", Labels.EMPTY, 1))).isTrue();
    assertThat(merger.add(Families.counter("calls", Labels.EMPTY, 1))).isFalse();
    assertThat(merger.families()).hasSize(2);
  }

  @Test
  void add_familyWithoutSamples_takesNoName() {
    assertThat(merger.add(Families.family("calls", MetricFamily.Type.GAUGE))).isTrue();
    assertThat(merger.add(Families.counter("calls", Labels.EMPTY, 1))).isTrue();
    assertThat(merger.families()).isEqualTo(List.of(Families.counter("calls", Labels.EMPTY, 1)));
  }
}
