package dev.toolwatch.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.checkpoint.Checkpointed;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.red.RedFixture;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.testing.FleetCall;
import dev.toolwatch.testing.Fuzzing;
import dev.toolwatch.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * Mutations of the states that stages leave for the next process, with a check that is right: a
 * state is refused whole, or taken, and the stage counts on.
 */
class StateFuzzTest {
  private static final int CHECK_BYTES = 4;
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:30Z");

  /** All stages of one process that a test needs. */
  private static final class Stages {
    private final SettableTime time = new SettableTime(NOON);
    private final Cardinality cardinality = Cardinalities.of(200, 10, time);
    private final RedFixture red = new RedFixture(cardinality);
    private final UsageFixture usage =
        new UsageFixture(
            new UsageFixture.Settings(ZoneOffset.UTC, 1000, 1000, 1L << 20), cardinality, time);

    private Stages countSome() {
      var shard = red.openShard();
      for (int i = 0; i < 60; i++) {
        FleetCall call =
            new FleetCall(
                "service-" + i % 12,
                "tools/call",
                "tool-" + i % 7,
                Outcome.values()[i % 3],
                i % 5,
                "session-" + i % 9,
                "client-" + i % 4,
                "1." + i,
                NOON.toEpochMilli() - i,
                1_000_000L << i % 12);
        Operation operation = usage.operation(call);
        operation.service(cardinality.services().admit(ServiceId.of(call.service())));
        shard.received(time.millis());
        shard.record(operation, true);
        usage.record(call);
      }
      usage.handOver();
      time.advance(Duration.ofHours(2));
      usage.handOver();
      return this;
    }
  }

  @Test
  void red_mutations_areRefusedWholeOrTaken() {
    fuzz(
        stages -> stages.red.metrics(),
        (stages, taken) -> {
          stages.countSome();
          long operations = stages.red.operations();
          assertThat(operations).isGreaterThanOrEqualTo(60);
          assertThat(taken || operations == 60).isTrue();
          stages.red.samples("mcp_server_operation_duration_seconds").stream()
              .map(sample -> (HistogramSample) sample)
              .forEach(sample -> assertThat(sample.count()).isNotNegative());
        });
  }

  @Test
  void usage_mutations_areRefusedWholeOrTaken() {
    fuzz(
        stages -> stages.usage.usage(),
        (stages, taken) -> {
          stages.countSome();
          assertThat(stages.usage.samples("toolwatch_usage_limited_operations")).isNotEmpty();
        });
  }

  @Test
  void cardinality_mutations_areRefusedWholeOrTaken() {
    fuzz(
        stages -> stages.cardinality,
        (stages, taken) -> {
          stages.countSome();
          assertThat(stages.cardinality.families().toCompletableFuture().join()).hasSize(4);
        });
  }

  private interface Counting {
    void on(Stages stages, boolean taken);
  }

  private static void fuzz(Function<Stages, Checkpointed> stage, Counting counting) {
    byte[] saved = stage.apply(new Stages().countSome()).save();
    // Without the check, which is made for each mutation.
    List<byte[]> seeds = List.of(Arrays.copyOf(saved, saved.length - CHECK_BYTES));
    Fuzzing.run(
        seeds,
        input -> {
          Stages next = new Stages();
          boolean taken = true;
          try {
            stage.apply(next).restore(withCheck(input));
          } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage().getBytes(UTF_8)).isNotEmpty();
            taken = false;
          }
          counting.on(next, taken);
        });
  }

  private static byte[] withCheck(byte[] state) {
    CRC32C check = new CRC32C();
    check.update(state);
    byte[] checked = Arrays.copyOf(state, state.length + CHECK_BYTES);
    for (int i = 0; i < CHECK_BYTES; i++) {
      checked[state.length + i] = (byte) (check.getValue() >>> Byte.SIZE * i);
    }
    return checked;
  }
}
