package dev.toolwatch.expose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BoundedCounterTest {
  private final SettableTime time = new SettableTime(Instant.ofEpochMilli(Families.CREATED));
  private final BoundedCounter counter = new BoundedCounter("mishaps", "Mishaps.", "what", 2, time);

  @Test
  void count_repeatedWithinAMinute_isLoggedOnce() {
    assertThat(counter.count("a")).isTrue();
    assertThat(counter.count("a")).isFalse();
    assertThat(counter.count("b")).isTrue();
    time.advance(Duration.ofMinutes(1));
    assertThat(counter.count("a")).isTrue();
  }

  @Test
  void count_moreValuesThanTheLimit_areCountedTogether() {
    counter.expect("a");
    counter.count("b");
    counter.count("c");
    counter.count("d");
    counter.count("b");
    assertThat(Families.write(Format.TEXT, counter.family()))
        .endsWith(
            """
            mishaps_total{what="a"} 0
            mishaps_total{what="b"} 2
            mishaps_total{what="__other__"} 2
            """);
  }
}
