package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.ServiceBudget;
import dev.toolwatch.signal.RawError;
import dev.toolwatch.signal.ServiceId;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ErrorQueueTest {
  private final MadeErrors made = new MadeErrors();
  private final int size = made.distinct("one", 0).bytes();
  private final ErrorQueue queue = new ErrorQueue(16L * size);

  @Test
  void service_getsNoMoreThanIsFree_andTheRestIsCounted() throws Exception {
    offer("flood", 100);
    offer("calm", 2);
    ErrorQueue.Taken taken = queue.takeAfter(1);
    assertThat(of(taken, "flood")).isEqualTo(8);
    assertThat(of(taken, "calm")).isEqualTo(2);
    assertThat(taken.refused()).isEqualTo(Map.of(ServiceId.of("flood"), 92L));
    assertThat(queue.refused()).isEqualTo(92);
    offer("flood", 1);
    assertThat(of(queue.takeAfter(1), "flood")).isEqualTo(1);
  }

  @Test
  void servicesThatFindNoRoom_areCountedTogether_beyondALimit() throws Exception {
    int services = UnreadErrors.MAX_SERVICES + 100;
    offer("flood", 100);
    offer("two", 100);
    offer("three", 100);
    offer("four", 100);
    for (int i = 0; i < services; i++) {
      offer("s" + i, 20);
    }
    Map<ServiceId, Long> refused = queue.takeAfter(1).refused();
    assertThat(refused).hasSize(UnreadErrors.MAX_SERVICES + 1);
    assertThat(refused.get(ServiceBudget.OTHER)).isPositive();
    assertThat(refused.values().stream().mapToLong(times -> times).sum())
        .isEqualTo(queue.refused());
  }

  private void offer(String service, int times) {
    queue.offer(
        MadeErrors.request(
            IntStream.range(0, times).mapToObj(i -> made.distinct(service, 0)).toList()));
  }

  private static long of(ErrorQueue.Taken taken, String service) {
    List<RawError> errors = taken.errors();
    return errors.stream()
        .filter(error -> error.reporter().service().equals(ServiceId.of(service)))
        .count();
  }
}
