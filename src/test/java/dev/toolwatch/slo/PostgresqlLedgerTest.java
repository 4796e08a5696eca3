package dev.toolwatch.slo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.testing.PostgresqlDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a real server, each test in a database of its own. */
class PostgresqlLedgerTest extends LedgerContract {
  @RegisterExtension static final PostgresqlDatabase DATABASE = new PostgresqlDatabase();

  @Override
  StoreLocation place() {
    return new StoreLocation.Server(DATABASE.url(), null, null);
  }

  @Test
  void alertThatTheServerRefuses_isTold_andTheOthersAreStored() {
    AlertLog log = new AlertLog(store("a").transactions());
    ServiceId orders = ServiceId.of("orders");
    Alert first = new Alert("f", minute(1), orders, "Down", "page", minute(3), null);
    Alert refused = new Alert("g", minute(1), orders, "Do\0wn", "page", minute(3), null);
    Alert last = new Alert("h", minute(2), orders, "Slow", "page", minute(3), null);
    assertThat(log.add(List.of(first, refused, last))).containsExactly(refused);
    assertThat(log.begun(List.of(orders), range(0, 10))).containsExactly(first, last);
  }
}
