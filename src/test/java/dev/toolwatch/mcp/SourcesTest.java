package dev.toolwatch.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Family;
import dev.toolwatch.cardinality.SeriesTable;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.Side;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SourcesTest {
  private final OwnMetricsFixture fixture = new OwnMetricsFixture();

  /** Else what is remembered would grow with every service that there ever was. */
  @Test
  void serviceThatIsGone_isForgotten() {
    SeriesTable<Object> table =
        new SeriesTable<>(
            fixture.cardinality.family(new Family("f", "", "", "", "", 1)), place -> new Object());
    ServiceId service = fixture.cardinality.services().admit(ServiceId.of("orders"));
    fixture.sources.countsSpan(service, Side.SERVER, 1);
    fixture.sources.countsSpan(service, Side.CLIENT, 1);
    table.round();
    assertThat(fixture.shownSources()).hasSize(2);
    fixture.pass(Duration.ofHours(24));
    table.round();
    assertThat(fixture.shownSources()).isEmpty();
  }
}
