package dev.toolwatch.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ServiceIdTest {
  @Test
  void equals_sameTenantAndName() {
    assertThat(ServiceId.of("orders"))
        .isEqualTo(new ServiceId("", "orders"))
        .hasSameHashCodeAs(new ServiceId("", "orders"))
        .isNotEqualTo(new ServiceId("acme", "orders"))
        .isNotEqualTo(ServiceId.of("wiki"));
  }

  /** "Aa" and "BB" have the same hash code. */
  @Test
  void equals_sameHash_isNotEnough() {
    assertThat(ServiceId.of("Aa")).hasSameHashCodeAs(ServiceId.of("BB"));
    assertThat(ServiceId.of("Aa")).isNotEqualTo(ServiceId.of("BB"));
    assertThat(new ServiceId("Aa", "orders")).isNotEqualTo(new ServiceId("BB", "orders"));
  }

  @Test
  void order_isByTenantThenName() {
    ServiceId[] ordered = {
      ServiceId.of("b"), ServiceId.of("c"), new ServiceId("t", "a"), new ServiceId("u", "a")
    };
    TreeSet<ServiceId> sorted = new TreeSet<>();
    for (int i = ordered.length - 1; i >= 0; i--) {
      sorted.add(ordered[i]);
    }
    assertThat(sorted).containsExactly(ordered);
  }

  @Test
  void tenantAndName_areNeeded() {
    assertThatNullPointerException().isThrownBy(() -> ServiceId.of(null));
    assertThatNullPointerException().isThrownBy(() -> new ServiceId(null, "orders"));
  }
}
