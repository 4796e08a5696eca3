package dev.toolwatch.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.security.ConsoleSessions.Ending;
import dev.toolwatch.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsoleSessionsTest {
  private static final Instant START = Instant.parse("2026-11-28T08:00:00Z");
  private static final Duration LIFETIME = Duration.ofHours(12);

  private final SettableTime time = new SettableTime(START);
  private final ConsoleSessions sessions = new ConsoleSessions(time, LIFETIME, 3);

  /** Opened sessions = open ones + ended ones, whatever a test has done. */
  @AfterEach
  void countsAddUp() {
    Map<String, Double> metrics = metrics();
    assertThat(metrics.get("opened"))
        .isEqualTo(
            metrics.get("open")
                + metrics.get("logout")
                + metrics.get("expired")
                + metrics.get("token")
                + metrics.get("limit"));
  }

  @Test
  void open_isFoundByItsIdAlone() {
    ConsoleSessions.Opened opened = sessions.open("a");
    assertThat(opened.id()).matches("[0-9a-f]{64}");
    assertThat(opened.expiresAt()).isEqualTo(START.plus(LIFETIME));
    assertThat(sessions.use(opened.id()).tokenHash()).isEqualTo("a");
    assertThat(sessions.use(opened.id().replace('0', '1').replace('a', 'b'))).isNull();
    assertThat(sessions.use("")).isNull();
  }

  @Test
  void ids_areNeverTheSame() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      ids.add(sessions.open("a").id());
    }
    assertThat(ids).hasSize(1000);
  }

  @Test
  void used_lastsAsLongAsItMay_andNoLonger() {
    String id = sessions.open("a").id();
    for (Duration passed = Duration.ZERO;
        passed.compareTo(LIFETIME) < 0;
        passed = passed.plusHours(1)) {
      assertThat(sessions.use(id)).as(passed.toString()).isNotNull();
      time.advance(Duration.ofHours(1));
    }
    assertThat(sessions.use(id)).isNull();
    assertThat(metrics()).containsEntry("expired", 1.0);
  }

  @Test
  void unused_endsEarlier() {
    String id = sessions.open("a").id();
    time.advance(ConsoleSessions.MAX_IDLE.minusNanos(1));
    assertThat(sessions.use(id)).isNotNull();
    time.advance(ConsoleSessions.MAX_IDLE);
    assertThat(sessions.use(id)).isNull();
  }

  @Test
  void expired_doesNotTakeTheRoomOfOthers() {
    sessions.open("a");
    time.advance(LIFETIME);
    String one = sessions.open("a").id();
    sessions.open("a");
    sessions.open("a");
    assertThat(sessions.use(one)).isNotNull();
    assertThat(metrics()).containsEntry("expired", 1.0).containsEntry("limit", 0.0);
  }

  @Test
  void closed_isGone() {
    String id = sessions.open("a").id();
    sessions.close(id, Ending.LOGOUT);
    sessions.close(id, Ending.LOGOUT);
    assertThat(sessions.use(id)).isNull();
    assertThat(metrics()).containsEntry("logout", 1.0).containsEntry("open", 0.0);
  }

  @Test
  void tooMany_theOldestOfTheTokenWithMostOfThemEnds() {
    String only = sessions.open("rare").id();
    String first = sessions.open("busy").id();
    String second = sessions.open("busy").id();
    assertThat(sessions.use(first)).isNotNull();
    String third = sessions.open("busy").id();
    assertThat(sessions.use(only)).isNotNull();
    assertThat(sessions.use(first)).isNull();
    assertThat(sessions.use(second)).isNotNull();
    assertThat(sessions.use(third)).isNotNull();
    assertThat(metrics()).containsEntry("limit", 1.0).containsEntry("open", 3.0);
  }

  private Map<String, Double> metrics() {
    Map<String, Double> values = new HashMap<>();
    for (MetricFamily family : sessions.families().toCompletableFuture().join()) {
      family
          .samples()
          .forEach(
              sample -> {
                if (sample instanceof GaugeSample gauge) {
                  values.put("open", gauge.value());
                } else if (sample instanceof CounterSample counter) {
                  boolean ended = counter.labels().size() > 0;
                  values.put(ended ? counter.labels().value(0) : "opened", counter.value());
                }
              });
    }
    return values;
  }
}
