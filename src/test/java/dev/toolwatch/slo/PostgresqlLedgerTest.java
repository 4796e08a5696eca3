package dev.toolwatch.slo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.testing.PostgresqlServer;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a real server, each test in a database of its own. */
class PostgresqlLedgerTest extends LedgerContract {
  private static PostgresqlServer server;

  private String url;

  @BeforeAll
  static void startServer() throws IOException {
    server = PostgresqlServer.start();
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @BeforeEach
  void createDatabase() throws SQLException {
    url = server.newDatabase();
  }

  @Override
  StoreLocation place() {
    return new StoreLocation.Server(url, null, null);
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
