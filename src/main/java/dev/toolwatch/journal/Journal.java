package dev.toolwatch.journal;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.DurationHistogram;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.otlp.RequestLog;
import dev.toolwatch.otlp.Transport;
import dev.toolwatch.signal.LogPosition;
import dev.toolwatch.signal.LogReader;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.store.StoreException;
import dev.toolwatch.store.Transactions;
import dev.toolwatch.tenant.OfTenant;
import dev.toolwatch.tenant.TenantScoped;
import dev.toolwatch.wire.Slice;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Keeps requests in files until what they count is stored. After a crash the next process reads them
 * again from where the last flush came to.
 *
 * <p>Threading: the event loop reads and appends, the flusher's thread deletes, and {@link GroupCommit}
 * waits for the disk. Bounds: {@code toolwatch.journal.max-size}; requests beyond it are refused.
 */
@TenantScoped
class Journal implements RequestLog, LogReader, MetricSource {
  private static final Logger LOG = Logger.getLogger(Journal.class);

  private static final double[] BOUNDS = {.0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1, 5};

  /** Above 0, so that every Prometheus takes an empty one for a native histogram. */
  private static final double ZERO_THRESHOLD = 0x1p-128;

  /** Who takes over a log that the store had no row of. */
  private static final long FIRST_OWNER = 1;

  private static final long LEAST_BYTES = 1 << 20;
  private static final long LOG_MILLIS = 60_000;

  private final JournalSettings settings;
  private final Path directory;
  private final Transactions transactions;
  private final InstantSource clock;
  private final long createdMillis;
  private final LongAdder written = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder replayed = new LongAdder();
  private final DurationHistogram syncs = new DurationHistogram(BOUNDS, ZERO_THRESHOLD);
  private long loggedMillis;

  /** Null until it is opened. */
  private volatile JournalFiles files;

  private volatile GroupCommit commit;

  /** Another process has the journal: nothing of this one counts any more. */
  private volatile boolean fenced;

  /** Up to here everything is in the store. */
  private volatile long stored;

  /** Null until what was kept has been read. */
  private volatile Executor loop;

  /** Where the replay is. */
  private long reading;

  private long replayBegan;

  Journal(
      JournalSettings settings,
      @OfTenant Path storePath,
      Transactions transactions,
      InstantSource clock) {
    this.settings = settings;
    directory = storePath.resolve("journal");
    this.transactions = transactions;
    this.clock = clock;
    createdMillis = clock.millis();
    if (settings.maxSize().asLongValue() < LEAST_BYTES) {
      throw new ConfigurationException(
          "toolwatch.journal.max-size must be at least 1M: " + settings.maxSize().asLongValue());
    }
  }

  @Override
  public boolean isEnabled() {
    return settings.enabled();
  }

  @Override
  public LogPosition open() {
    try {
      JournalFiles opened = JournalFiles.open(directory, settings.maxSize().asLongValue());
      files = opened;
      LogPosition taken =
          transactions.write(transaction -> transaction.takeOver("journal:" + opened.id()));
      opened.goOnFrom(taken.read());
      stored = taken.replayFrom();
      opened.deleteBefore(stored);
      reading = Math.max(0, stored);
      replayBegan = System.nanoTime();
      if (taken.owner() == FIRST_OWNER && opened.bytes() > 0) {
        LOG.warnf(
            "The store does not know the journal in %s: it is counted from its beginning. What another"
                + " store, or this one before its rows expired, has of it is there twice",
            directory);
      }
      return taken;
    } catch (IOException e) {
      throw new IllegalStateException(
          "the journal in %s cannot be used (toolwatch.journal.enabled): %s"
              .formatted(directory, e.getMessage()),
          e);
    } catch (StoreException e) {
      throw new IllegalStateException(
          "the journal needs the store, which says how far it is counted: " + e.getMessage(), e);
    }
  }

  @Override
  public LogReader reader() {
    return this;
  }

  @Override
  public boolean replay(Replay to, long untilNanos) {
    do {
      JournalFiles.Entry entry = files.read(reading);
      if (entry == null) {
        return false;
      }
      to.record(
          entry.position(),
          entry.next(),
          entry.request().signal(),
          transport(entry.via()),
          entry.request().bytes(),
          entry.request().arrivedMillis());
      reading = entry.next();
      replayed.increment();
    } while (System.nanoTime() < untilNanos);
    return true;
  }

  /** Files tell transports by these numbers. What older versions have written has a 0. */
  private static int via(Transport transport) {
    return switch (transport) {
      case HTTP -> 0;
      case GRPC -> 1;
      case KAFKA -> 2;
    };
  }

  private static Transport transport(int via) {
    return switch (via) {
      case 1 -> Transport.GRPC;
      case 2 -> Transport.KAFKA;
      default -> Transport.HTTP;
    };
  }

  @Override
  public void replayed(Executor thread) {
    loop = thread;
    if (replayed.sum() > 0 || files.damaged() > 0) {
      LOG.infof(
          "The journal of the process before had %d requests that were not stored: counted in %.1f s;"
              + " %d damaged places were skipped",
          replayed.sum(), (System.nanoTime() - replayBegan) / 1e9, files.damaged());
    }
    commit = new GroupCommit(files, thread, this::synced);
    commit.start();
  }

  private void synced(double seconds) {
    synchronized (syncs) {
      syncs.record(seconds);
    }
  }

  @Override
  public long append(Signal signal, Transport transport, Slice request, int items, long epochMillis)
      throws IOException {
    Optional<String> problem = problem();
    if (problem.isPresent()) {
      refuse(problem.get());
      throw new IOException("the journal does not work, try again or send elsewhere");
    }
    int length = request.to() - request.from();
    try {
      long next =
          files.append(
              signal, via(transport), epochMillis, items, request.body(), request.from(), length);
      written.increment();
      return next;
    } catch (JournalFiles.FullException e) {
      String advice =
          "the journal is full (toolwatch.journal.max-size): the store does not take what is counted";
      refuse(advice + ", or not fast enough");
      throw new IOException("the journal is full, try again", e);
    } catch (IOException e) {
      refuse("the journal in " + directory + " cannot be written: " + e.getMessage());
      throw new IOException("the journal cannot be written, try again", e);
    }
  }

  /** Why no request is taken any more until the process is started again; empty while they are. */
  Optional<String> problem() {
    if (fenced) {
      return Optional.of("another process has taken over the journal in " + directory);
    }
    GroupCommit now = commit;
    if (now != null && now.hasEnded()) {
      return Optional.of(
          "the thread that makes the journal durable has ended; restart this process");
    }
    return Optional.empty();
  }

  private void refuse(String why) {
    refused.increment();
    long now = clock.millis();
    if (Math.abs(now - loggedMillis) >= LOG_MILLIS) {
      loggedMillis = now;
      LOG.errorf("Requests are refused with 503, their senders try again: %s", why);
    }
  }

  @Override
  public long end() {
    return files.end();
  }

  @Override
  public void whenDurable(long position, Consumer<Boolean> then) {
    commit.whenDurable(position, then);
  }

  /** Before the replay has ended everything that was read is on disk. */
  @Override
  public void sync(List<LogPosition> positions) {
    try {
      if (positions.stream().anyMatch(position -> position.read() > files.durable())) {
        long unused = files.force();
      }
    } catch (IOException e) {
      throw new StoreException("the journal cannot be made durable: " + e.getMessage());
    }
  }

  @Override
  public void stored(List<LogPosition> positions) {
    for (LogPosition position : positions) {
      stored = position.replayFrom();
    }
    deleteStored();
  }

  private void deleteStored() {
    try {
      files.deleteBefore(stored);
    } catch (IOException e) {
      LOG.warnf("A file of the journal cannot be deleted: %s", e.getMessage());
    }
  }

  @Override
  public void idle() {
    Executor now = loop;
    if (now != null) {
      deleteStored();
      long position = stored;
      now.execute(() -> retire(position));
    }
  }

  /** What it retires is deleted at the next flush. */
  private void retire(long position) {
    if (files.isOld(clock.millis())) {
      files.retire(position);
    }
  }

  @Override
  public void fenced() {
    fenced = true;
    LOG.errorf(
        "Another process has taken over the journal %s, which is also in %s here. Nothing that this"
            + " process receives would count, so it refuses requests. Look for the other process: it uses"
            + " this directory or a copy of it. Stop one of the two, and see the runbook"
            + " ToolwatchJournalStuck before you start this one again.",
        files.id(), directory);
  }

  @Override
  public boolean isOfSystem() {
    return true;
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    JournalFiles now = files;
    if (now == null) {
      return CompletableFuture.completedStage(List.of());
    }
    List<CounterSample> records = new ArrayList<>();
    records.add(records("damaged", now.damaged()));
    records.add(records("refused", refused.sum()));
    records.add(records("replayed", replayed.sum()));
    records.add(records("written", written.sum()));
    synchronized (syncs) {
      return CompletableFuture.completedStage(
          List.of(
              MetricFamily.gauge(
                  "toolwatch_journal_bytes",
                  "Bytes of the journal on disk.",
                  "bytes",
                  (double) now.bytes()),
              MetricFamily.gauge(
                  "toolwatch_journal_limit_bytes",
                  "Maximum bytes of the journal; above it, requests are refused.",
                  "bytes",
                  (double) now.maxBytes()),
              MetricFamily.counter(
                  "toolwatch_journal_records",
                  "Requests and the journal, by what became of them; of damaged ones, places.",
                  records),
              MetricFamily.durations(
                  "toolwatch_journal_sync_seconds",
                  "Duration of syncs of the journal; requests that arrive meanwhile share one.",
                  List.of(syncs.sample(Labels.of(), createdMillis))),
              MetricFamily.gauge(
                  "toolwatch_journal_working",
                  "1 while the journal takes requests, 0 while it refuses all until a restart.",
                  "",
                  problem().isEmpty() ? 1 : 0)));
    }
  }

  private CounterSample records(String result, long count) {
    return new CounterSample(Labels.of("result", result), count, createdMillis);
  }

  /** After the last flush. */
  @PreDestroy
  void close() throws IOException {
    if (commit != null) {
      commit.close();
    }
    if (files != null) {
      files.retire(stored);
      deleteStored();
      files.close();
    }
  }
}
