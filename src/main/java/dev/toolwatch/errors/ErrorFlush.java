package dev.toolwatch.errors;

import dev.toolwatch.signal.LinePace;
import dev.toolwatch.store.DataRefusedException;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.StoreException;
import dev.toolwatch.store.StoreListener;
import dev.toolwatch.tenant.TenantScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Takes error groups to their tables after each flush, and brings what the tables know: the groups of
 * before the start, and the states that were set in other replicas. What was tried stays as it is until
 * it is stored, under its number.
 */
@TenantScoped
public class ErrorFlush implements StoreListener {
  private static final Logger LOG = Logger.getLogger(ErrorFlush.class);

  /** How many times as many groups the store keeps as the memory. */
  private static final int STORED = 5;

  private final Errors errors;
  private final ErrorGroupTable table;
  private final int maxGroups;
  private final int samples;
  private final LinePace pace;

  /** Of these only the first may have been stored. Its parts are written together. */
  private final Deque<List<GroupPart>> tried = new ArrayDeque<>();

  private final AtomicLong unstored = new AtomicLong();
  private long sequence = 1;
  private long revision;
  private boolean restored;

  ErrorFlush(Errors errors, ErrorGroupTable table, ErrorsSettings settings, InstantSource clock) {
    this.errors = errors;
    this.table = table;
    maxGroups = errors.maxGroups();
    samples = settings.samples();
    pace = new LinePace(1, clock);
  }

  @Override
  public String task() {
    return "error groups";
  }

  /** Continues the groups that the store has. If it is away, the first flush does. */
  public synchronized void restore() {
    if (!restored) {
      try {
        errors.groups().restore(table.load(maxGroups));
        restored = true;
      } catch (StoreException e) {
        LOG.debugf(e, "Error groups are read from the store at the first flush");
      }
    }
  }

  @Override
  public synchronized void flushed() {
    restore();
    if (tried.isEmpty()) {
      take();
    }
    while (!tried.isEmpty()) {
      List<GroupPart> parts = tried.getFirst();
      try {
        table.add(parts, samples, sequence);
        tried.removeFirst();
      } catch (DataRefusedException e) {
        refused(parts, e);
      }
      sequence++;
    }
    GroupStates states = table.states(revision);
    states.changed().forEach(errors::changed);
    revision = states.revision();
  }

  /** Only once all is stored that was tried: what waits in its group has a limit. */
  private void take() {
    List<GroupPart> taken = errors.groups().take();
    if (!taken.isEmpty()) {
      tried.add(taken);
    }
  }

  /** Those that are refused must not keep the others from being stored. */
  private void refused(List<GroupPart> parts, DataRefusedException refusal) {
    tried.removeFirst();
    if (parts.size() > 1) {
      parts.forEach(part -> tried.add(List.of(part)));
      return;
    }
    unstored.addAndGet(parts.get(0).events());
    long times = pace.happened(0);
    if (times > 0) {
      LOG.errorf(
          refusal,
          "The store refuses what was added to an error group, %d times within a minute",
          times);
    }
  }

  @Override
  public void expire(Retention retention, Instant now) {
    table.expire(retention, now);
    int dropped = table.dropBeyond(STORED * maxGroups);
    if (dropped > 0) {
      LOG.infof(
          "The store held too many error groups: the %d seen least recently are gone", dropped);
    }
  }

  /** Errors that are not in the store because it refused them, ever. */
  long unstored() {
    return unstored.get() + errors.groups().lost();
  }
}
