package dev.toolwatch.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.History;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.SessionTotals;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreLocation;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Calls of one tool that end when they are sent, by this process' clock, one request each; and how many
 * of them are stored. For one thread.
 */
public final class CountedCalls {
  private static final String SERVICE = "orders";

  private final NavigableMap<Instant, Long> acknowledged = new TreeMap<>();
  private long sent;

  /** Sends for some time, and fails if one is not acknowledged. */
  public void send(PackagedToolwatch packaged, Duration duration) {
    OtlpHttpClient client =
        new OtlpHttpClient(packaged.toolwatch().httpPort(), HttpClient.Version.HTTP_1_1);
    Instant end = Instant.now().plus(duration);
    while (Instant.now().isBefore(end)) {
      sent++;
      byte[] body = Requests.protobuf(Requests.request(SERVICE, call(sent)));
      assertThat(client.post("/v1/traces", body, OtlpHttpClient.PROTOBUF).statusCode())
          .isEqualTo(200);
      acknowledged.put(Instant.now(), sent);
    }
  }

  private static Span.Builder call(long number) {
    Instant now = Instant.now();
    long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    return Requests.toolCall("find_order", Duration.ofMillis(20))
        .setTraceId(Requests.id(number, number))
        .setSpanId(Requests.id(number))
        .setStartTimeUnixNano(nanos - 20_000_000)
        .setEndTimeUnixNano(nanos);
  }

  /** All so far. */
  public long sent() {
    return sent;
  }

  /** Those that were acknowledged before a time. */
  public long acknowledgedBefore(Instant time) {
    var last = acknowledged.lowerEntry(time);
    return last == null ? 0 : last.getValue();
  }

  /** Those of the last hour that are in a store, which no other process may be changing. */
  public static long stored(StoreLocation place) {
    return stored(place, Duration.ofHours(1));
  }

  /** The same of some time until now. */
  public static long stored(StoreLocation place, Duration past) {
    return read(place, past).total();
  }

  /** The users who made those of the last hour. */
  public static long users(StoreLocation place) {
    return read(place, Duration.ofHours(1)).users().count();
  }

  /** The sessions that began in the last hour. */
  public static long sessions(StoreLocation place) {
    return read(
        place,
        Duration.ofHours(1),
        (history, lately) ->
            history.sessions(List.of(lately), ServiceId.of(SERVICE)).get(0).values().stream()
                .mapToLong(SessionTotals::sessions)
                .sum());
  }

  private static Rollup read(StoreLocation place, Duration past) {
    return read(
        place,
        past,
        (history, lately) ->
            history.operations(lately, Filter.service(ServiceId.of(SERVICE))).values().stream()
                .findFirst()
                .orElse(Rollup.EMPTY));
  }

  private static <T> T read(
      StoreLocation place, Duration past, BiFunction<History, Range, T> query) {
    Instant now = Instant.now();
    try (Store store = Stores.of(place, "test", InstantSource.system())) {
      store.open();
      return query.apply(
          store.history(), new Range(now.minus(past), now.plus(Duration.ofMinutes(2))));
    }
  }
}
