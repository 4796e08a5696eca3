package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.demo.PlayedErrors;
import dev.toolwatch.demo.PlayedErrors.Raised;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The demo's errors group as its story says: by tool and function, whatever differs from call to call. */
class DemoErrorsTest {
  private static final long HOUR = 497_000;
  private static final int HOURS = 14 * 24;

  private final StackTraces stackTraces = new StackTraces(new InAppFrames(List.of()));
  private final Fingerprints fingerprints = new Fingerprints();

  @Test
  void stackTraces_areOfTheLanguageThatTheSdkNames_withTwoFramesOfTheApplication() {
    assertThat(all())
        .allSatisfy(
            raised -> {
              ParsedException read = parse(raised);
              assertThat(read.language()).isEqualTo(Language.ofSdk(raised.language()));
              assertThat(
                      stackTraces.parse(
                          raised.stackTrace(), Language.OTHER, raised.type(), raised.message()))
                  .isEqualTo(read);
              assertThat(read.reported().frames().stream().filter(StackFrame::inApp))
                  .as(raised.stackTrace())
                  .hasSize(2);
              assertThat(read.reported().frames()).hasSizeGreaterThan(2);
            });
    assertThat(all().map(Raised::language).distinct())
        .containsExactlyInAnyOrder("python", "nodejs", "java", "go");
  }

  @Test
  void causes_arePartOfTheChain() {
    assertThat(all().map(this::parse).filter(read -> read.chain().size() == 2))
        .extracting(ParsedException::language)
        .contains(Language.PYTHON, Language.JAVA);
  }

  @Test
  void newErrors_areAGroupOfTheirOwnEachHour() {
    Set<Fingerprint> groups = new HashSet<>();
    for (long hour = HOUR; hour < HOUR + HOURS; hour++) {
      Grouping one = group(PlayedErrors.newIn(hour, 17));
      assertThat(group(PlayedErrors.newIn(hour, 123_456_789))).isEqualTo(one);
      assertThat(one.groupedBy()).isEqualTo(GroupedBy.STACK_TRACE);
      groups.add(one.fingerprint());
    }
    assertThat(groups).hasSize(HOURS);
  }

  @Test
  void plannedErrors_areTwoGroupsOfEachTool() {
    for (int server = 0; server < 6; server++) {
      int failing = server;
      assertThat(LongStream.rangeClosed(1, 50).mapToObj(i -> PlayedErrors.planned(failing, i)))
          .extracting(this::group)
          .extracting(Grouping::fingerprint)
          .satisfies(groups -> assertThat(new HashSet<>(groups)).hasSize(2));
    }
  }

  @Test
  void bug_isOneGroup() {
    assertThat(group(PlayedErrors.bug(7))).isEqualTo(group(PlayedErrors.bug(70_000)));
  }

  private static Stream<Raised> all() {
    return Stream.of(
            LongStream.range(HOUR, HOUR + HOURS)
                .mapToObj(hour -> PlayedErrors.newIn(hour, hour * 31)),
            IntStream.range(0, 12).mapToObj(i -> PlayedErrors.planned(i % 6, 1 + i)),
            Stream.of(PlayedErrors.bug(3)))
        .flatMap(raised -> raised);
  }

  private ParsedException parse(Raised raised) {
    return stackTraces.parse(
        raised.stackTrace(), Language.ofSdk(raised.language()), raised.type(), raised.message());
  }

  private Grouping group(Raised raised) {
    return fingerprints.of(raised.service(), raised.tool(), parse(raised));
  }
}
