package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PermutedUsersTest {
  private static final byte[] KEY = "sixteen bytes ok".getBytes(US_ASCII);

  /** What another implementation of Blowfish makes of 0, and what it makes 0 of. */
  private static final long AFTER_ZERO = 0x6fee5e3293936696L;

  private static final long BEFORE_ZERO = 0xd4495dcf95254263L;

  private final PermutedUsers users = new PermutedUsers(KEY);

  /** By another implementation of Blowfish and of HMAC. */
  @Test
  void shown_isTheBlockUnderAKeyThatIsDerived() {
    assertThat(users.shown(1)).isEqualTo(0x2a55718337b58e0cL);
    assertThat(users.shown(0x0123456789abcdefL)).isEqualTo(0x9b06030062c47effL);
    assertThat(users.digits(0x0123456789abcdefL)).isEqualTo("9b06030062c47eff");
  }

  @Test
  void nobody_staysNobody_andOnlyNobodyIsShownAsNobody() {
    assertThat(users.shown(0)).isZero();
    assertThat(users.counted(0)).isZero();
    assertThat(users.shown(BEFORE_ZERO)).isEqualTo(AFTER_ZERO);
    assertThat(users.counted(AFTER_ZERO)).isEqualTo(BEFORE_ZERO);
  }

  @Test
  void counted_isTheWayBack() {
    LongStream.concat(
            LongStream.of(-1, 0, 1, BEFORE_ZERO, AFTER_ZERO, Long.MIN_VALUE, Long.MAX_VALUE),
            new SplittableRandom(64).longs(10_000))
        .forEach(
            user -> {
              assertThat(users.counted(users.shown(user))).isEqualTo(user);
              assertThat(users.shown(users.counted(user))).isEqualTo(user);
            });
  }

  @Test
  void manyUsers_areApart_andNoneIsAsCounted() {
    Set<Long> shown = new HashSet<>();
    for (long user = 1; user <= 100_000; user++) {
      assertThat(users.shown(user)).isNotEqualTo(user);
      shown.add(users.shown(user));
    }
    assertThat(shown).hasSize(100_000);
  }

  @Test
  void otherKey_showsOthers() {
    PermutedUsers other = new PermutedUsers("sixteen bytes no".getBytes(US_ASCII));
    assertThat(other.shown(1)).isNotEqualTo(users.shown(1));
    assertThat(new PermutedUsers(KEY).shown(1)).isEqualTo(users.shown(1));
  }

  /** Requests to the API and the thread that reports errors ask at the same time. */
  @Test
  void severalThreads_getTheSame() {
    List<Long> expected =
        LongStream.range(0, 20_000).map(new PermutedUsers(KEY)::shown).boxed().toList();
    assertThat(LongStream.range(0, 20_000).parallel().map(users::shown).boxed().toList())
        .isEqualTo(expected);
  }
}
