package dev.toolwatch.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.ServiceId;
import org.junit.jupiter.api.Test;

class ServiceIdsTest {
  private final ServiceIds ids = new ServiceIds();

  @Test
  void of_knownName_isTheSameObject() {
    ServiceId first = ids.of("orders");
    assertThat(first).isEqualTo(ServiceId.of("orders"));
    assertThat(ids.of(String.join("", "ord", "ers"))).isSameAs(first);
  }

  /** "Aa" and "BB" have the same hash code and so the same slot. */
  @Test
  void of_namesOfOneSlot_areToldApart() {
    for (int i = 0; i < 2; i++) {
      assertThat(ids.of("Aa").name()).isEqualTo("Aa");
      assertThat(ids.of("BB").name()).isEqualTo("BB");
    }
  }

  @Test
  void of_moreNamesThanSlots_areAllRight() {
    for (int i = 0; i < 5_000; i++) {
      assertThat(ids.of("service-" + i)).isEqualTo(ServiceId.of("service-" + i));
    }
  }
}
