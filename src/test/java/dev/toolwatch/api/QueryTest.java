package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Retention;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueryTest {
  private static final Instant NOW = Instant.parse("2026-06-30T10:20:30Z");
  private static final Calendar UTC = new Calendar(ZoneOffset.UTC);
  private static final Retention RETENTION =
      new Retention(Duration.ofDays(7), Duration.ofDays(100), Duration.ofDays(1_095));

  @Test
  void period_ofTheSecondPage_isThatOfTheFirst_beforeAndAfterThePagingIsRead() {
    Query first = query(NOW, Map.of("limit", "1"));
    Period period = first.period("now-1h");
    Position last = new Position(3, "orders", "");
    String cursor = first.next(new Page<>(List.of(), Optional.of(last)), period);

    Map<String, String> parameters = Map.of("limit", "1", "cursor", cursor);
    Query periodFirst = query(NOW.plusSeconds(120), parameters);
    assertThat(periodFirst.period("now-1h")).isEqualTo(period);
    assertThat(periodFirst.paging().after()).contains(last);

    Query pagingFirst = query(NOW.plusSeconds(120), parameters);
    assertThat(pagingFirst.paging().after()).contains(last);
    assertThat(pagingFirst.period("now-1h")).isEqualTo(period);
  }

  private static Query query(Instant now, Map<String, String> parameters) {
    MultivaluedMap<String, String> given = new MultivaluedHashMap<>(parameters);
    UriInfo uri =
        (UriInfo)
            Proxy.newProxyInstance(
                QueryTest.class.getClassLoader(),
                new Class<?>[] {UriInfo.class},
                (proxy, method, arguments) ->
                    method.getName().equals("getQueryParameters") ? given : "/api/v1/tools");
    return new Query(uri, now, UTC, RETENTION);
  }
}
