package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.RawError;
import dev.toolwatch.signal.ServiceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A service with more errors than there is room for, beside one that has few. */
class ErrorFloodTest {
  private static final int FLOOD = 50_000;

  private final ErrorsFixture fixture = new ErrorsFixture();
  private final MadeErrors made = new MadeErrors();

  /** The errors come faster than they are looked at. */
  @Test
  void floodOfDistinctErrors_isBounded_andTotalsAreExact_andTheOtherServiceIsUnharmed() {
    List<RawError> request = new ArrayList<>();
    for (int i = 0; i < FLOOD; i++) {
      request.add(made.distinct("flood", i));
      if (i % 1_000 == 0) {
        fixture.errors.take(MadeErrors.request(List.of(made.distinct("shop", i % 10_000))));
      }
      if (request.size() == 200) {
        fixture.errors.take(MadeErrors.request(request));
        request = new ArrayList<>();
      }
      if (i % 10_000 == 0) {
        fixture.turn();
      }
    }
    fixture.settle();

    List<GroupPart> parts = fixture.errors.groups().take();
    assertThat(events(parts, "flood")).isEqualTo(FLOOD);
    assertThat(events(parts, "shop")).isEqualTo(FLOOD / 1_000);
    assertThat(parts.stream().filter(part -> isOf(part, "shop"))).hasSize(10);
    assertThat(fixture.errors.queue().refused()).isPositive();
    assertThat(
            fixture.errors.groups().byStatus(0).values().stream()
                .flatMap(counts -> counts.values().stream())
                .mapToLong(count -> count))
        .allMatch(groups -> groups <= 2_001);
  }

  private static boolean isOf(GroupPart part, String service) {
    return part.service().equals(ServiceId.of(service));
  }

  private static long events(List<GroupPart> parts, String service) {
    return parts.stream()
        .filter(part -> isOf(part, service))
        .map(GroupPart::hours)
        .map(Map::values)
        .flatMap(hours -> hours.stream())
        .mapToLong(times -> times)
        .sum();
  }
}
