package dev.toolwatch.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Tries mutations of inputs for some time: 700 ms for each target, or as the system property
 * {@code fuzz.seconds} says. A failure names a seed; with it in {@code fuzz.seed}, the input comes
 * again among the first 256. Checks that no input takes long or much memory.
 */
public final class Fuzzing {
  private static final Long SECONDS = Long.getLong("fuzz.seconds");
  private static final Duration TIME =
      SECONDS == null ? Duration.ofMillis(700) : Duration.ofSeconds(SECONDS);
  private static final Long SEED = Long.getLong("fuzz.seed");

  /** Of the processor, so that other processes do not matter. */
  private static final Duration MOST_TIME = Duration.ofSeconds(3);

  /** Of one input, beside what its length allows for. */
  private static final long MOST_BYTES = 32L << 20;

  private static final int BYTES_PER_BYTE = 400;

  private static final int MOST_SHOWN = 2000;

  /** Mutations that others are made from. */
  private static final int POOL = 256;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What has to hold for any input. */
  @FunctionalInterface
  public interface Check {
    void of(byte[] input) throws Exception;
  }

  private Fuzzing() {}

  /**
   * Tries mutations.
   *
   * @param seeds valid inputs
   * @param check throws if it does not hold
   */
  public static void run(List<byte[]> seeds, Check check) {
    for (byte[] seed : seeds) {
      tryOne(0, seed, check);
    }
    long deadline = System.nanoTime() + TIME.toNanos();
    SplittableRandom random = new SplittableRandom();
    List<byte[]> pool = new ArrayList<>(seeds);
    long seed = SEED == null ? random.nextLong() : SEED;
    do {
      // Every few hundred inputs begin anew, so that a seed and its number suffice to repeat one.
      Mutator mutator = new Mutator(seed);
      pool.subList(seeds.size(), pool.size()).clear();
      for (int i = 0; i < POOL; i++) {
        byte[] input = mutator.next(pool);
        tryOne(seed, input, check);
        if (i % 4 == 0) {
          pool.add(input);
        }
      }
      seed = random.nextLong();
    } while (System.nanoTime() < deadline);
  }

  private static void tryOne(long seed, byte[] input, Check check) {
    byte[] given = input.clone();
    long began = THREADS.getCurrentThreadCpuTime();
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    try {
      check.of(input);
    } catch (Exception | StackOverflowError | OutOfMemoryError | AssertionError e) {
      throw new AssertionError(named(seed, given), e);
    }
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    if (bytes > MOST_BYTES + (long) BYTES_PER_BYTE * given.length) {
      throw new AssertionError(bytes + " bytes allocated for " + named(seed, given));
    }
    if (THREADS.getCurrentThreadCpuTime() - began > MOST_TIME.toNanos()) {
      throw new AssertionError("more than " + MOST_TIME + " for " + named(seed, given));
    }
  }

  private static String named(long seed, byte[] input) {
    return "fuzz.seed=%d, %d bytes: %s"
        .formatted(
            seed,
            input.length,
            HexFormat.of().formatHex(input, 0, Math.min(input.length, MOST_SHOWN)));
  }
}
