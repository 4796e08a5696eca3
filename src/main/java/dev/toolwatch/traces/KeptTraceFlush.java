package dev.toolwatch.traces;

import dev.toolwatch.signal.Redaction;
import dev.toolwatch.store.DataRefusedException;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.StoreListener;
import dev.toolwatch.store.Transactions;
import dev.toolwatch.tenant.TenantScoped;
import dev.toolwatch.traces.KeptTraces.Loss;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.Zlib;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/**
 * Takes kept traces to the store after each flush, redacted and compressed, and drops old ones. What
 * was tried stays as it is until it is stored, under its number.
 */
@TenantScoped
public class KeptTraceFlush implements StoreListener {
  /** Bytes of requests that are written in one transaction. */
  static final long BYTES_AT_ONCE = 1L << 20;

  private final KeptTraces traces;
  private final TraceTable table;
  private final Redaction redaction;
  private final long keep;
  private final Duration retention;
  private final InstantSource clock;

  /** Of these only the first may have been stored. Its parts are written together. */
  private final Deque<List<TracePart>> tried = new ArrayDeque<>();

  private long sequence = 1;

  /** Negative before the store was asked. */
  private volatile long storedBytes = -1;

  @Inject
  KeptTraceFlush(
      TracesSettings settings,
      Redaction redaction,
      KeptTraces traces,
      Transactions transactions,
      InstantSource clock) {
    this(
        traces,
        transactions,
        redaction,
        settings.keep().asLongValue(),
        settings.retention(),
        clock);
  }

  /**
   * @param keep the maximum compressed bytes in the store
   * @param retention how long a trace is kept
   */
  KeptTraceFlush(
      KeptTraces traces,
      Transactions transactions,
      Redaction redaction,
      long keep,
      Duration retention,
      InstantSource clock) {
    this.traces = traces;
    this.redaction = redaction;
    this.keep = keep;
    this.retention = retention;
    this.clock = clock;
    table = new TraceTable(transactions);
  }

  @Override
  public String task() {
    return "kept traces";
  }

  @Override
  public void flushed() {
    while (!tried.isEmpty() || take()) {
      List<TracePart> parts = tried.getFirst();
      try {
        table.add(parts, sequence, clock.millis());
        done(parts);
      } catch (DataRefusedException e) {
        refused(parts, e);
      }
      sequence++;
    }
    storedBytes = table.dropBeyond(keep);
  }

  /** Prepares what waits. Returns whether there is any of it to store. */
  private boolean take() {
    while (true) {
      List<KeptTrace> taken = traces.queue().take(BYTES_AT_ONCE);
      if (taken.isEmpty()) {
        return false;
      }
      List<TracePart> parts = new ArrayList<>();
      for (KeptTrace trace : taken) {
        try {
          byte[] request = trace.request();
          byte[] redacted = redaction.redact(request, 0, request.length);
          parts.add(new TracePart(trace, Zlib.deflate(redacted)));
        } catch (MalformedException e) {
          traces.queue().done(trace);
          traces.lose(Loss.MALFORMED, 1, e);
        }
      }
      if (!parts.isEmpty()) {
        tried.add(parts);
        return true;
      }
    }
  }

  /** Those that are refused must not keep the others from being stored. */
  private void refused(List<TracePart> parts, DataRefusedException refusal) {
    if (parts.size() == 1) {
      done(parts);
      traces.lose(Loss.REFUSED, 1, refusal);
    } else {
      tried.removeFirst();
      parts.forEach(part -> tried.add(List.of(part)));
    }
  }

  private void done(List<TracePart> parts) {
    tried.removeFirst();
    parts.forEach(part -> traces.queue().done(part.trace()));
  }

  @Override
  public void expire(Retention others, Instant now) {
    table.dropBefore(now.minus(retention).toEpochMilli());
  }

  /** The compressed bytes in the store, of all replicas, as of the last flush. */
  OptionalLong storedBytes() {
    long bytes = storedBytes;
    return bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
  }
}
