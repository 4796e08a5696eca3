package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.demo.PlayedFleet;
import dev.toolwatch.errors.ErrorsFixture;
import dev.toolwatch.errors.ErrorsFixture.Told;
import dev.toolwatch.errors.GroupState;
import dev.toolwatch.errors.GroupStatus;
import dev.toolwatch.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the demo's fleet sends of its errors is grouped as its story says. */
class DemoFleetErrorsTest {
  /** The beginning of a release that has the bug. */
  private static final Instant BROKEN = Instant.parse("2026-09-21T13:30:00Z");

  private final IntakeFixture fixture = new IntakeFixture();
  private final ErrorsFixture errors = fixture.stages.errors;

  @Test
  void failingCalls_areOneErrorEach_inTwoGroupsOfATool_eventAndLogAndSpanOfTheToolAlike() {
    PlayedFleet.Sent sent = PlayedFleet.failing(BROKEN);
    assertThat(sent.logs().getResourceLogsList()).isNotEmpty();
    send(sent);

    List<Told> raised = told();
    assertThat(raised).hasSize(7 * PlayedFleet.CALLS).allMatch(told -> told.event().times() == 1);
    assertThat(raised.stream().map(told -> told.event().grouping()).distinct()).hasSize(7 * 2);
    assertThat(raised)
        .extracting(told -> told.event().sample().exception().language().label())
        .contains("python", "javascript", "java", "go");
    assertThat(raised)
        .allSatisfy(
            told -> {
              assertThat(told.event().sample().exception().reported().frames()).isNotEmpty();
              assertThat(told.event().sample().tool()).isNotEmpty();
              assertThat(told.event().sample().user()).isNotZero();
              assertThat(told.event().sample().version()).isNotEmpty();
              assertThat(told.event().method()).isEqualTo("tools/call");
            });
  }

  @Test
  void bug_comesBackAfterItWasResolved_withALaterReleaseOnly() {
    send(PlayedFleet.release(BROKEN));
    assertThat(told())
        .extracting(DemoFleetErrorsTest::versionAndOccasion)
        .containsExactly("1.17.0.25302 NEW");

    errors.errors.changed(
        errors.told.get(0).event().grouping().fingerprint(),
        new GroupState(
            GroupStatus.RESOLVED,
            false,
            BROKEN.toEpochMilli() + 1,
            "somebody",
            "1.17.0.25302",
            0,
            0));
    send(PlayedFleet.release(BROKEN.plusSeconds(60)));
    send(PlayedFleet.release(BROKEN.plus(Duration.ofMinutes(15))));
    send(PlayedFleet.release(BROKEN.plus(Duration.ofMinutes(30))));
    send(PlayedFleet.release(BROKEN.plus(Duration.ofMinutes(31))));
    assertThat(told())
        .extracting(DemoFleetErrorsTest::versionAndOccasion)
        .containsExactly(
            "1.17.0.25302 NEW",
            "1.17.0.25302 ONGOING",
            "1.17.0.25304 REGRESSED",
            "1.17.0.25304 ONGOING");
  }

  private static String versionAndOccasion(Told told) {
    return told.event().sample().version() + " " + told.occasion();
  }

  private List<Told> told() {
    errors.settle();
    return errors.told;
  }

  private void send(PlayedFleet.Sent sent) {
    fixture.protobuf(sent.traces().toByteArray());
    fixture.accept(Signal.LOGS, Encoding.PROTOBUF, false, sent.logs().toByteArray());
  }
}
