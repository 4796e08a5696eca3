package dev.toolwatch.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.red.RedFixture;
import dev.toolwatch.red.Shard;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ServiceRolesTest {
  private static final ServiceId ORDERS = ServiceId.of("orders");

  private final SettableTime time = new SettableTime(Instant.ofEpochSecond(1_790_000_000));
  private final Cardinality cardinality = Cardinalities.of(10_000, 500, time);
  private final ServiceRoles roles = new ServiceRoles(cardinality.services());

  @Test
  void isServer_onceItHandledARequest_isTrue() {
    assertThat(roles.isServer(ORDERS)).isFalse();
    roles.learnServer(ORDERS, false);
    assertThat(roles.isServer(ORDERS)).isTrue();
  }

  @Test
  void learnServer_tenThousandServices_remembersThoseWithTheirOwnName() {
    roles.learnServer(ORDERS, false);
    for (int i = 0; i < 10_000; i++) {
      roles.learnServer(ServiceId.of("service-" + i), true);
    }
    assertThat(roles.size()).isEqualTo(500);
    assertThat(roles.isServer(ORDERS)).isTrue();
    assertThat(Cardinalities.services(cardinality)).isEqualTo(500);
  }

  @Test
  void isServer_afterTheServiceHasLostItsName_isFalse() {
    Shard shard = new RedFixture(cardinality).openShard();
    roles.learnServer(ORDERS, false);
    for (int i = 0; i < 20; i++) {
      time.advance(Duration.ofHours(2));
      shard.tick(time.millis());
    }
    assertThat(Cardinalities.services(cardinality)).isZero();
    assertThat(roles.isServer(ORDERS)).isFalse();
    assertThat(roles.size()).isZero();
  }
}
