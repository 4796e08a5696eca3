package dev.toolwatch.cardinality;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Finding a name leaves nothing for the collector. */
class AllocationTest {
  private static final int TIMES = 200_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Loops loops = new Loops(1, Cardinalities.settings(60, 3), Loops.TOOLS);

  private long allocated(SeriesKey... keys) {
    for (int i = 0; i < TIMES; i++) {
      loops.count(0, keys[i % keys.length]);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < TIMES; i++) {
      loops.count(0, keys[i % keys.length]);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void find_namesThatHaveAPlace_allocatesNothing() {
    assertThat(allocated(Loops.tool("orders", "a"), Loops.tool("orders", "b")))
        .isLessThan(TIMES / 10);
  }

  /** Of a few hundred: of more, the rarest are asked for again. */
  @Test
  void find_namesThatFold_allocatesNothing() {
    SeriesKey[] keys = new SeriesKey[100];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = Loops.tool("orders", "tool" + i);
    }
    assertThat(allocated(keys)).isLessThan(TIMES / 10);
    assertThat(loops.counts().size()).isLessThan(20);
  }
}
