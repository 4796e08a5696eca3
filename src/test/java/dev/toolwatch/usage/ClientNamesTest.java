package dev.toolwatch.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.cardinality.CardinalityReport;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Client;
import dev.toolwatch.store.ClientUse;
import dev.toolwatch.testing.FleetCall;
import dev.toolwatch.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names of clients, which whoever sends makes up. */
class ClientNamesTest {
  private static final int LIMIT = 10_000;
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:30Z");

  private final SettableTime time = new SettableTime(NOON);
  private final Cardinality cardinality = Cardinalities.of(LIMIT, 500, time);
  private final UsageFixture fixture =
      new UsageFixture(
          new UsageFixture.Settings(ZoneOffset.UTC, 1_000_000, 1000, 1L << 30), cardinality, time);

  private void call(String service, String client, String version) {
    FleetCall call =
        new FleetCall(
            service,
            "tools/call",
            "find",
            Outcome.OK,
            0,
            "",
            client,
            version,
            NOON.toEpochMilli(),
            5_000_000);
    Operation operation = fixture.operation(call);
    operation.service(cardinality.services().admit(ServiceId.of(service)));
    fixture.shard().received(time.millis());
    fixture.shard().record(operation, fixture.name(call), 1);
  }

  /** Operations by client since the last time. */
  private Map<Client, Long> clients() {
    Map<Client, Long> clients = new HashMap<>();
    for (Map<Client, ClientUse> minute : fixture.handOver().clients().values()) {
      minute.forEach((client, use) -> clients.merge(client, use.operations(), Long::sum));
    }
    return clients;
  }

  private static Client client(String service, String name, String version) {
    return new Client(ServiceId.of(service), name, version);
  }

  @Test
  void record_aThousandClientsOfTenThousandServices_areBoundedAndLeaveOthersTheirNames() {
    for (int i = 0; i < 20; i++) {
      call("honest", "client-" + i, "1.2");
    }
    for (int service = 0; service < 10_000; service++) {
      for (int i = 0; i < (service < 600 ? 1000 : 10); i++) {
        call("service-" + service, "client-" + i, "v" + i);
      }
    }
    for (int i = 0; i < 20; i++) {
      call("honest", "client-" + i, "1.2");
    }
    Map<Client, Long> clients = clients();
    assertThat(clients).hasSizeLessThanOrEqualTo(LIMIT);
    for (int i = 0; i < 20; i++) {
      assertThat(clients).containsEntry(client("honest", "client-" + i, "1.2"), 2L);
    }
    assertThat(clients).containsKey(client("service-0", "__other__", ""));
    assertThat(clients.values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(600L * 1000 + 9400L * 10 + 40);
    assertThat(used()).isLessThanOrEqualTo(LIMIT);
  }

  @Test
  void record_aClientUnusedForTheIdleTimeout_isForgotten() {
    call("orders", "inspector", "1.2");
    call("orders", "ide", "3.0");
    assertThat(used()).isEqualTo(2);
    rounds();
    time.advance(Duration.ofHours(23));
    call("orders", "ide", "3.0");
    rounds();
    time.advance(Duration.ofHours(2));
    rounds();
    assertThat(used()).isEqualTo(1);
  }

  private void rounds() {
    for (int i = 0; i < 5; i++) {
      time.advance(Duration.ofSeconds(10));
      fixture.shard().tick(time.millis());
    }
  }

  private int used() {
    CardinalityReport report = cardinality.report(1);
    return report.families().stream()
        .filter(family -> family.family().equals("client"))
        .findFirst()
        .orElseThrow()
        .used();
  }
}
