package dev.toolwatch.operating;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.toolwatch.operating.CapacityModel.Kept;
import dev.toolwatch.operating.CapacityModel.Store;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CapacityModelTest {
  private static final FleetSize FLEET = FleetSize.of(500, 1);

  @Test
  void rows_ofAFullBucket_areAllThatAServiceHas() {
    // The service, its users, ten tools, three clients.
    assertThat(FLEET.rollupRows(10_000)).isCloseTo(15, within(1e-6));
    assertThat(FLEET.rollupRows(0)).isZero();
  }

  /** Drawn call by call, as the model does not do. */
  @Test
  void rows_ofABucket_areThoseOfDrawnCalls() {
    SplittableRandom random = new SplittableRandom(5);
    double mean = 2;
    int buckets = 200_000;
    long rows = 0;
    for (int bucket = 0; bucket < buckets; bucket++) {
      int called = 0;
      int calls = 0;
      for (double time = -Math.log(random.nextDouble());
          time < mean;
          time -= Math.log(random.nextDouble())) {
        called |= 1 << tool(random.nextDouble());
        calls++;
      }
      rows += Integer.bitCount(called) + Math.min(3, calls) + (calls > 0 ? 2 : 0);
    }
    assertThat(FLEET.rollupRows(mean)).isCloseTo((double) rows / buckets, within(0.02));
  }

  private static int tool(double draw) {
    double harmonic = 0;
    for (int rank = 1; rank <= 10; rank++) {
      harmonic += 1.0 / rank;
    }
    double left = draw * harmonic;
    for (int tool = 0; tool < 9; tool++) {
      left -= 1.0 / (tool + 1);
      if (left < 0) {
        return tool;
      }
    }
    return 9;
  }

  @Test
  void kept_growsWithServices_andIsBoundedByTheRetention() {
    Kept one = CapacityModel.kept(FleetSize.of(1, 1), Store.SQLITE, Capacity.END);
    Kept many = CapacityModel.kept(FLEET, Store.SQLITE, Capacity.END);
    assertThat(many.bytes()).isCloseTo(500 * one.bytes(), within(1.0));
    assertThat(one.minutes()).isPositive().isLessThan(15 * 8 * 1_440);
    assertThat(one.hours()).isPositive().isLessThan(15 * 101 * 24);
    assertThat(one.days()).isPositive().isLessThan(16 * (1_095 + 7));
    assertThat(one.weeks()).isPositive().isLessThanOrEqualTo(17 * 158);
    assertThat(one.indicatorHours()).isPositive().isLessThan(2 * 24 * 1_103);
    assertThat(CapacityModel.kept(FLEET, Store.POSTGRESQL, Capacity.END).bytes())
        .isGreaterThan(many.bytes());
  }

  @Test
  void payload_isThatOfThePoints_andBetweenThem() {
    assertThat(CapacityModel.payload(60)).isEqualTo(142.5);
    assertThat(CapacityModel.payload(200)).isBetween(142.5, 330.9);
    assertThat(CapacityModel.payload(0.01)).isEqualTo(19.7);
    assertThat(CapacityModel.payload(1e6)).isEqualTo(492.3);
  }

  @Test
  void spans_inLargerRequests_areCheaper() {
    assertThat(CapacityModel.flatOutSpans(100)).isEqualTo(CapacityModel.FLAT_OUT_SPANS);
    assertThat(CapacityModel.flatOutSpans(1)).isLessThan(CapacityModel.FLAT_OUT_SPANS / 5);
  }

  @Test
  void model_isNearWhatWasMeasured() {
    assertThat(Capacity.points())
        .allSatisfy(point -> assertThat(point.deviation()).as(point.what()).isBetween(-0.35, 0.35));
  }

  @Test
  void fullestPart_movesFromNothing_toLimitsOfNames() {
    assertThat(Capacity.uses(FleetSize.of(1, 1)).get(0).share()).isLessThan(0.01);
    assertThat(Capacity.uses(FleetSize.of(50, 1)).get(0).share()).isLessThan(0.2);
    assertThat(Capacity.uses(FleetSize.of(500, 2)).get(0).share()).isBetween(0.5, 1.0);
    assertThat(Capacity.uses(FleetSize.of(5_000, 20)).get(0).share()).isGreaterThan(5);
  }

  @Test
  void fleet_withoutServers_isRefused() {
    assertThatThrownBy(() -> FleetSize.of(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new FleetSize(1, 1, 10, 3, 1, 2, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** So that nobody changes one without the other. */
  @Test
  void tables_areThoseOfThePage() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Capacity.print(new PrintStream(printed, true, UTF_8));
    assertThat(Files.readString(Path.of("docs/scaling.md")))
        .contains(printed.toString(UTF_8).split("\n\n"));
  }
}
