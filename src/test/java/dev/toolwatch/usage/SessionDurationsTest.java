package dev.toolwatch.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.Sample;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.testing.FleetCall;
import dev.toolwatch.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionDurationsTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final SettableTime time = new SettableTime(NOON);

  private UsageFixture fixture(int maxSessions) {
    return new UsageFixture(
        new UsageFixture.Settings(ZoneOffset.UTC, 100, maxSessions, 1 << 20), time);
  }

  private void use(UsageFixture fixture, long user, String session) {
    fixture.record(
        new FleetCall(
            "orders",
            "tools/call",
            "find",
            Outcome.OK,
            user,
            session,
            "",
            "",
            time.millis(),
            1_000_000_000));
  }

  private static List<HistogramSample> durations(UsageFixture fixture) {
    return fixture.samples("mcp_server_session_duration_seconds").stream()
        .map(HistogramSample.class::cast)
        .toList();
  }

  @Test
  void session_isCountedOnce_whenItIsOver() {
    UsageFixture fixture = fixture(100);
    use(fixture, 1, "");
    fixture.handOver();
    time.advance(Duration.ofMinutes(20));
    use(fixture, 1, "");
    fixture.handOver();
    time.advance(Duration.ofMinutes(30));
    fixture.handOver();
    assertThat(durations(fixture)).isEmpty();
    time.advance(Duration.ofMillis(1));
    fixture.handOver();
    fixture.handOver();
    HistogramSample sample = durations(fixture).get(0);
    assertThat(sample.labels()).isEqualTo(Labels.of("service_name", "orders"));
    assertThat(sample.count()).isEqualTo(1);
    assertThat(sample.sum()).isEqualTo(1201);
  }

  @Test
  void sessions_ofOneUser_areCountedApart() {
    UsageFixture fixture = fixture(100);
    for (int session = 0; session < 3; session++) {
      use(fixture, 1, "");
      fixture.handOver();
      time.advance(Duration.ofMinutes(31));
    }
    fixture.handOver();
    HistogramSample sample = durations(fixture).get(0);
    assertThat(sample.count()).isEqualTo(3);
    assertThat(sample.sum()).isEqualTo(3);
    assertThat(sample.bucketCounts()).startsWith(3, 0);
  }

  @Test
  void sessionsOverTheLimit_areNotFollowed_andTheirOperationsAreCounted() {
    UsageFixture fixture = fixture(2);
    for (long user = 1; user <= 2; user++) {
      use(fixture, user, "");
    }
    fixture.handOver();
    use(fixture, 0, "a");
    use(fixture, 1, "");
    fixture.handOver();
    time.advance(Duration.ofHours(1));
    fixture.handOver();
    assertThat(durations(fixture).get(0).count()).isEqualTo(2);
    List<? extends Sample> limited = fixture.samples("toolwatch_usage_limited_operations");
    assertThat(limited)
        .filteredOn(sample -> sample.labels().equals(Labels.of("limit", "sessions")))
        .singleElement()
        .satisfies(sample -> assertThat(((CounterSample) sample).value()).isEqualTo(1));
  }

  @Test
  void restart_sessionsThatAreOver_andThoseThatGoOn_countOnce() {
    UsageFixture before = fixture(100);
    use(before, 1, "");
    use(before, 2, "named");
    before.handOver();
    time.advance(Duration.ofMinutes(40));
    use(before, 3, "");
    before.handOver();
    List<HistogramSample> counted = durations(before);
    assertThat(counted.get(0).count()).isEqualTo(2);

    time.advance(Duration.ofMinutes(10));
    UsageFixture after = fixture(100);
    after.restore(before.save());
    assertThat(durations(after))
        .singleElement()
        .satisfies(
            sample -> {
              assertThat(sample.createdMillis()).isEqualTo(counted.get(0).createdMillis());
              assertThat(sample.sum()).isEqualTo(counted.get(0).sum());
              assertThat(sample.bucketCounts()).isEqualTo(counted.get(0).bucketCounts());
            });
    use(after, 3, "");
    after.handOver();
    time.advance(Duration.ofMinutes(31));
    after.handOver();
    HistogramSample sample = durations(after).get(0);
    assertThat(sample.count()).isEqualTo(3);
    assertThat(sample.sum()).isEqualTo(counted.get(0).sum() + 601);
  }

  @Test
  void restart_anyByteChanged_isRefused_andNothingHasChanged() {
    UsageFixture before = fixture(100);
    use(before, 1, "");
    before.handOver();
    time.advance(Duration.ofMinutes(40));
    before.handOver();
    byte[] state = before.save();
    for (int place = 0; place < state.length; place++) {
      byte[] changed = state.clone();
      changed[place] ^= 1;
      UsageFixture after = fixture(100);
      assertThatThrownBy(() -> after.restore(changed)).isInstanceOf(IllegalArgumentException.class);
      assertThat(durations(after)).isEmpty();
    }
  }
}
