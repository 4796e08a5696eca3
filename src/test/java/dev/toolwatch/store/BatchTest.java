package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.sketch.UserSketch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static final ServiceId ORDERS = ServiceId.of("orders");
  private static final ServiceId WIKI = ServiceId.of("wiki");

  private static Batch of(ServiceId service) {
    long pause = StoreContract.PAUSE.toMillis();
    Batch sum =
        Batches.operations(StoreContract.START, Series.whole(service), Batches.rollup(3, 1, 1));
    for (Batch more :
        List.of(
            Batches.clients(
                StoreContract.START,
                new Client(service, "ide", "1"),
                new ClientUse(2, UserSketch.of(1))),
            Batches.users(StoreContract.START, service, UserCounts.of(Map.of(1L, 2L), 0)),
            Batches.samples(20_000, service, UserSample.of(1, 2)),
            Batches.session(new SessionKey(service, 7, false), StoreContract.START, 5, 9))) {
      sum = sum.plus(more, pause);
    }
    return sum;
  }

  @Test
  void byService_givesEachWhatIsItsOwn() {
    Batch orders = of(ORDERS);
    Batch wiki = of(WIKI);
    Batch both = orders.plus(wiki, StoreContract.PAUSE.toMillis());
    assertThat(both.byService().values()).containsExactly(orders, wiki);
    assertThat(wiki.byService().values()).containsExactly(wiki);
    assertThat(Batch.EMPTY.byService()).isEmpty();
  }
}
