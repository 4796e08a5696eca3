package dev.toolwatch.red;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.ServiceId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which services are named because their clock is off. */
class ClockOffsetTest {
  private static final long START = 1_790_000_000_000L;
  private static final long MINUTE = 60_000;

  private final RedFixture red = new RedFixture(Cardinalities.of(1_000, 100));
  private final Shard shard = red.openShard();

  /** One operation a minute. */
  private void pass(Shard into, String service, int minutes, long offsetMillis) {
    for (int minute = 0; minute < minutes; minute++) {
      long now = START + minute * MINUTE;
      Operation operation = new Operation();
      operation.begin(ServiceId.of(service), (now - offsetMillis) * 1_000_000);
      operation.method("tools/list");
      into.received(now);
      into.record(operation, true);
    }
  }

  private List<String> named() {
    return red.samples("mcp_service_clock_offset_seconds").stream()
        .filter(one -> ((GaugeSample) one).value() != 0)
        .map(one -> one.labels().value(0) + " " + ((GaugeSample) one).value())
        .toList();
  }

  @Test
  void clockAnHourOff_isNamed_afterTenMinutes() {
    pass(shard, "orders", 10, 60 * MINUTE);
    assertThat(named()).isEmpty();
    pass(shard, "stock", 11, 60 * MINUTE);
    pass(shard, "ahead", 11, -2 * MINUTE);
    pass(shard, "right", 11, 5_000);
    assertThat(named()).containsExactlyInAnyOrder("stock 3600.0", "ahead -120.0");
  }

  @Test
  void clockThatIsCorrected_isNotNamedAnyMore() {
    pass(shard, "orders", 11, 60 * MINUTE);
    for (int minute = 11; minute < 17; minute++) {
      Operation operation = new Operation();
      operation.begin(ServiceId.of("orders"), (START + minute * MINUTE) * 1_000_000);
      shard.received(START + minute * MINUTE);
      shard.record(operation, true);
    }
    assertThat(named()).isEmpty();
  }

  @Test
  void oneConnectionThatIsRight_speaksForTheService() {
    pass(shard, "orders", 11, 60 * MINUTE);
    pass(red.openShard(), "orders", 11, 1_000);
    assertThat(named()).isEmpty();
  }

  @Test
  void lateBatchAmongOthers_isNotAClock() {
    ClockOffset clock = new ClockOffset();
    for (int minute = 0; minute < 30; minute++) {
      long now = START + minute * MINUTE;
      clock.add(now, now - 60 * MINUTE);
      clock.add(now, now - 3_000);
    }
    assertThat(clock.steadyMillis()).isZero();
  }

  @Test
  void fewOperations_sayNothing() {
    ClockOffset clock = new ClockOffset();
    for (int i = 0; i < 100; i++) {
      clock.add(START + i * 4L * MINUTE, 0);
    }
    assertThat(clock.steadyMillis()).isEqualTo(ClockOffset.UNKNOWN);
  }
}
