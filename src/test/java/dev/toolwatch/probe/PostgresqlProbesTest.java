package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.testing.PostgresqlDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a real server, each test in a database of its own; with replicas. */
class PostgresqlProbesTest extends ProbesContract {
  @RegisterExtension static final PostgresqlDatabase DATABASE = new PostgresqlDatabase();

  @Override
  StoreLocation place() {
    return new StoreLocation.Server(DATABASE.url(), null, null);
  }

  private static Duration longestGap(List<Instant> times) {
    Duration longest = Duration.ZERO;
    for (int i = 1; i < times.size(); i++) {
      Duration gap = Duration.between(times.get(i - 1), times.get(i));
      longest = gap.compareTo(longest) > 0 ? gap : longest;
    }
    return longest;
  }

  private static Duration shortestGap(List<Instant> times) {
    Duration shortest = Duration.ofDays(1);
    for (int i = 1; i < times.size(); i++) {
      Duration gap = Duration.between(times.get(i - 1), times.get(i));
      shortest = gap.compareTo(shortest) < 0 ? gap : shortest;
    }
    return shortest;
  }

  @Test
  void oneReplicaRunsAProbe_bothShowIt() {
    Replica first = new Replica("a", probe);
    Replica second = new Replica("b", probe);
    run(600, first, second);
    first.flush();
    second.flush();
    assertThat(shortestGap(other.checked)).isGreaterThanOrEqualTo(INTERVAL);
    assertThat(longestGap(other.checked)).isLessThan(INTERVAL.plusSeconds(6));
    assertThat(first.loop.held().size() + second.loop.held().size()).isEqualTo(1);
    assertThat(second.states.of(probe)).isEqualTo(first.states.of(probe));
  }

  @Test
  void killedReplica_leavesAGapOfTwoIntervalsAtMost_andNoCheckRunsTwice() {
    Replica first = new Replica("a", probe);
    Replica second = new Replica("b", probe);
    run(200, first, second);
    Replica survivor = first.loop.held().isEmpty() ? first : second;
    run(400, survivor);
    assertThat(shortestGap(other.checked)).isGreaterThanOrEqualTo(INTERVAL);
    assertThat(longestGap(other.checked)).isLessThanOrEqualTo(INTERVAL.multipliedBy(2));
    assertThat(survivor.loop.held()).containsExactly("orders");
  }

  @Test
  void stoppedReplica_leavesItsProbesAtOnce() {
    Replica first = new Replica("a", probe);
    run(100, first);
    Replica second = new Replica("b", probe);
    first.flush();
    first.table.release();
    int before = other.checked.size();
    run(3, second);
    assertThat(other.checked).hasSizeGreaterThan(before);
    assertThat(second.states.of(probe).state()).isEqualTo(Verdict.UP);
  }

  /** Failures in a row go on where the other has left off. */
  @Test
  void replicaThatTakesOver_knowsWhatTheOtherKnew() {
    Replica first = new Replica("a", probe);
    run(100, first);
    other.verdict = Verdict.DOWN;
    run(65, first);
    first.flush();
    assertThat(first.states.of(probe).failures()).isEqualTo(2);
    Replica second = new Replica("b", probe);
    run(70, second);
    assertThat(second.states.of(probe).isFailed()).isTrue();
  }

  /** It has another number after the crash, and nobody else is there. */
  @Test
  void crashedProcess_goesOnAtOnce_ifNobodyHasRunTheProbeMeanwhile() {
    Replica before = new Replica("a", probe);
    run(100, before);
    before.flush();
    clock.advance(Duration.ofMinutes(5));
    Replica after = new Replica("a", probe);
    int checked = other.checked.size();
    run(3, after);
    assertThat(other.checked).hasSizeGreaterThan(checked);
  }
}
