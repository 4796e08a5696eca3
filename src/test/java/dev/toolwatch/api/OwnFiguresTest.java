package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class OwnFiguresTest {
  /** One of Toolwatch itself, which answers so. */
  private record Source(CompletionStage<List<MetricFamily>> families) implements MetricSource {
    @Override
    public boolean isOfSystem() {
      return true;
    }
  }

  @Test
  void sourceThatFails_isMissing_othersAreThere() {
    MetricSource failing =
        new Source(CompletableFuture.failedFuture(new IllegalStateException("of this test")));
    MetricSource working =
        new Source(
            CompletableFuture.completedFuture(
                List.of(MetricFamily.gauge("toolwatch_rooms", "Rooms.", "", 3))));
    OwnFigures figures = OwnFigures.of(List.of(failing, working));
    assertThat(figures.sum("toolwatch_rooms")).isEqualTo(3);
    assertThat(figures.sum("toolwatch_others")).isZero();
  }
}
