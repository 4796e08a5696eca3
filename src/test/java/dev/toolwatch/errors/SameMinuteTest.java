package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.usage.UsageFixture;
import dev.toolwatch.usage.UsageShard;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A failure counts for the minute of its operation, also at the edges of what is late or early. */
class SameMinuteTest {
  private static final long MINUTE = 29_833_333;
  private static final long DAY_MILLIS = 86_400_000;

  /** When it is received, within its minute; and then all ends around both edges. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 30_000, 59_999})
  void operationAndItsFailure_countForTheSameMinute(long second) {
    long received = TimeUnit.MINUTES.toMillis(MINUTE) + second;
    for (long edge : new long[] {received - DAY_MILLIS, received, received + 60_000}) {
      for (long off : new long[] {-60_000, -1, 0, 1, 60_000}) {
        assertThat(minutesOfFailures(edge + off, received))
            .as("ended %d ms after it was received", edge + off - received)
            .isEqualTo(minutesOfOperations(edge + off, received))
            .hasSize(1);
      }
    }
  }

  private static Set<Long> minutesOfOperations(long endMillis, long received) {
    UsageFixture usage = new UsageFixture();
    UsageShard shard = usage.openShard(Runnable::run);
    Operation operation = new Operation();
    operation.begin(ServiceId.of("orders"), TimeUnit.MILLISECONDS.toNanos(endMillis));
    operation.failed(Outcome.SERVER_ERROR, "timeout");
    shard.received(received);
    shard.record(operation, new SeriesKey(ServiceId.of("orders"), "tools/call", "find", ""), 1);
    return usage.handOver().operations().keySet();
  }

  private static Set<Long> minutesOfFailures(long endMillis, long received) {
    FailureShard shard = new FailureShard(FailureShard.MAX);
    shard.received(received);
    shard.record(
        new SeriesKey(ServiceId.of("orders"), "tools/call", "find", "timeout"),
        TimeUnit.MILLISECONDS.toNanos(endMillis),
        1);
    Set<Long> minutes = new HashSet<>();
    shard.take().keySet().forEach(failure -> minutes.add(failure.minute()));
    return minutes;
  }
}
