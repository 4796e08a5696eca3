package dev.toolwatch.traces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.ServiceId;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeepQuotaTest {
  private static final long MINUTE = 60_000;

  private final KeepQuota quota = new KeepQuota();

  private static SeriesKey name(String tool) {
    return new SeriesKey(ServiceId.of("orders"), "tools/call", tool, "");
  }

  private boolean take(String tool, KeepQuota.Reason reason, long millis) {
    return quota.take(name(tool), reason, 2, millis);
  }

  @Test
  void take_eachNameAndReason_hasItsOwnNumberAMinute() {
    for (long minute = 1; minute < 3; minute++) {
      for (String tool : new String[] {"find", "save"}) {
        for (KeepQuota.Reason reason : KeepQuota.Reason.values()) {
          assertThat(take(tool, reason, minute * MINUTE)).isTrue();
          assertThat(take(tool, reason, minute * MINUTE + 1)).isTrue();
          assertThat(take(tool, reason, minute * MINUTE + 59_999)).isFalse();
        }
      }
    }
  }

  /** Two event loops whose clocks differ by a moment must not give each other new quotas. */
  @Test
  void take_aLoopThatIsBehind_countsInTheNewMinute() {
    assertThat(take("find", KeepQuota.Reason.OK, MINUTE)).isTrue();
    for (int i = 0; i < 10; i++) {
      take("find", KeepQuota.Reason.OK, 2 * MINUTE);
      take("find", KeepQuota.Reason.OK, 2 * MINUTE - 1);
    }
    assertThat(take("find", KeepQuota.Reason.OK, 2 * MINUTE - 1)).isFalse();
    assertThat(take("find", KeepQuota.Reason.OK, 2 * MINUTE)).isFalse();
  }

  @Test
  void take_moreNamesThanTheLimit_shareOne() {
    for (int i = 0; i < KeepQuota.MAX_NAMES; i++) {
      assertThat(take("tool-" + i, KeepQuota.Reason.OK, MINUTE)).isTrue();
    }
    int taken = 0;
    for (int i = 0; i < 1_000; i++) {
      taken += take("more-" + i, KeepQuota.Reason.OK, MINUTE) ? 1 : 0;
    }
    assertThat(taken).isEqualTo(2);
    assertThat(take("tool-0", KeepQuota.Reason.OK, MINUTE)).isTrue();
  }

  @Test
  void take_none_isNever() {
    assertThat(quota.take(name("find"), KeepQuota.Reason.OK, 0, MINUTE)).isFalse();
  }

  /** Two loops, whose views remember what is spent, give what one that remembers nothing gives. */
  @Test
  void views_giveNoMoreAndNoLess() {
    SeriesKey[] names =
        IntStream.range(0, 50).mapToObj(i -> name("t" + i)).toArray(SeriesKey[]::new);
    KeepQuota shared = new KeepQuota();
    SpentQuota[] views = {new SpentQuota(shared), new SpentQuota(shared)};
    Random random = new Random(5);
    for (int i = 0; i < 100_000; i++) {
      SeriesKey name = names[random.nextInt(names.length)];
      KeepQuota.Reason reason =
          KeepQuota.Reason.values()[random.nextInt(KeepQuota.Reason.values().length)];
      long millis = MINUTE + i * 3L;
      boolean taken = views[random.nextInt(2)].take(name, reason, 3, millis);
      assertThat(taken).isEqualTo(quota.take(name, reason, 3, millis));
    }
  }
}
