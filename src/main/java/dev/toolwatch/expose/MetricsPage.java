package dev.toolwatch.expose;

import dev.toolwatch.wire.ByteLimitException;
import dev.toolwatch.wire.ByteSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Turns the sources into the bytes of a page: gathers, merges, encodes and compresses. For one
 * thread at a time, which waits for the sources.
 */
final class MetricsPage {
  private static final Logger log = Logger.getLogger(MetricsPage.class);
  private static final int MAX_COUNTED_NAMES = 100;

  private final List<MetricSource> sources;
  private final Duration sourceTimeout;
  private final int maxBytes;
  private final int maxPlainBytes;
  private final BoundedCounter refusals;
  private final BoundedCounter failures;
  private final BoundedCounter conflicts;

  /** Sizes of the last page, and of the last compressed page before and after compression. */
  private int expectedBytes;

  private int expectedBlock;
  private int expectedCompressed;

  /**
   * A page with these sources, in this order.
   *
   * @param refusals counts scrapes without a page; shown on the next page
   * @param sourceTimeout for all sources of a scrape together
   * @param maxBytes the maximum size of a page before compression
   * @param maxPlainBytes the same for a page that is not compressed, and so in memory as a whole
   */
  MetricsPage(
      List<MetricSource> sources,
      BoundedCounter refusals,
      Duration sourceTimeout,
      int maxBytes,
      int maxPlainBytes,
      InstantSource time) {
    this.sources = List.copyOf(sources);
    this.refusals = refusals;
    this.sourceTimeout = sourceTimeout;
    this.maxBytes = maxBytes;
    this.maxPlainBytes = maxPlainBytes;
    this.failures =
        new BoundedCounter(
            "toolwatch_exposition_failures",
            "Times that a source of metrics failed or was too slow and was left off the page.",
            "source",
            MAX_COUNTED_NAMES,
            time);
    this.conflicts =
        new BoundedCounter(
            "toolwatch_exposition_conflicts",
            "Metric families left off the page: an earlier one of that name has another type.",
            "family",
            MAX_COUNTED_NAMES,
            time);
    sources.forEach(source -> failures.expect(source.sourceName()));
  }

  /**
   * The current page.
   *
   * @throws ByteLimitException if it exceeds the maximum size
   */
  ByteSink render(Format format, boolean gzip) throws InterruptedException {
    List<MetricFamily> families = gather();
    if (gzip) {
      return compressed(format, families);
    }
    ByteSink page = new ByteSink(expectedBytes + expectedBytes / 8, maxPlainBytes);
    format.write(families, page);
    expectedBytes = page.length();
    return page;
  }

  /**
   * Compresses while it writes, so the whole page is never in memory. With 10,000 series it has 30
   * MB, and an allocation of that size causes a full garbage collection.
   */
  private ByteSink compressed(Format format, List<MetricFamily> families) {
    ByteSink compressed = new ByteSink(expectedCompressed + expectedCompressed / 8, maxBytes);
    try (FastGzip gzip = new FastGzip(compressed)) {
      ByteSink page = new ByteSink(expectedBlock, maxBytes, gzip);
      format.write(families, page);
      page.drain();
      expectedBlock = page.array().length;
    } catch (IOException e) {
      throw new UncheckedIOException("an in-memory sink failed", e);
    }
    expectedCompressed = compressed.length();
    return compressed;
  }

  private List<MetricFamily> gather() throws InterruptedException {
    long deadline = System.nanoTime() + sourceTimeout.toNanos();
    List<Answer> answers = sources.stream().map(MetricsPage::ask).toList();
    FamilyMerger merger = new FamilyMerger();
    for (Answer answer : answers) {
      addAll(merger, await(answer, deadline));
    }
    addAll(merger, List.of(failures.family(), refusals.family()));
    addAll(merger, List.of(conflicts.family())); // last: the above may add to it
    return merger.families();
  }

  private static Answer ask(MetricSource source) {
    String name = source.sourceName();
    try {
      return new Answer(name, source.families().toCompletableFuture());
    } catch (RuntimeException e) {
      return new Answer(name, CompletableFuture.failedFuture(e));
    }
  }

  private List<MetricFamily> await(Answer answer, long deadline) throws InterruptedException {
    try {
      long left = Math.max(0, deadline - System.nanoTime());
      return List.copyOf(answer.families().get(left, TimeUnit.NANOSECONDS));
    } catch (ExecutionException e) {
      fail(answer.source(), e.getCause());
    } catch (RuntimeException e) { // cancelled, or no list at all
      fail(answer.source(), e);
    } catch (TimeoutException e) {
      fail(answer.source(), new TimeoutException("no families within " + sourceTimeout));
    }
    return List.of();
  }

  private void fail(String source, Throwable cause) {
    if (failures.count(source)) {
      log.errorf(cause, "The metrics of %s are missing from the page", source);
    }
  }

  private void addAll(FamilyMerger merger, List<MetricFamily> families) {
    for (MetricFamily family : families) {
      if (!merger.add(family) && conflicts.count(family.name())) {
        log.errorf(
            "The metric family %s (%s) is missing from the page: another family has its names",
            family.name(), family.type());
      }
    }
  }

  private record Answer(String source, CompletableFuture<List<MetricFamily>> families) {}
}
