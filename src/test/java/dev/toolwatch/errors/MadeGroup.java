package dev.toolwatch.errors;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.Transactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Errors of one group, as they go to the store. */
public final class MadeGroup {
  /** That a group keeps. */
  static final int SAMPLES = 5;

  /** Above those of {@link #store}. */
  private static final AtomicLong SEQUENCE = new AtomicLong(1);

  private final Fingerprint fingerprint;
  private final String service;
  private final Map<Long, Long> hours = new HashMap<>();
  private final Map<Long, UserSketch> days = new HashMap<>();
  private final Map<String, Long> tools = new HashMap<>();
  private final List<ErrorSample> samples = new ArrayList<>();
  private String type = "ValueError";
  private String message = "no such order";
  private String version = "1.0";
  private boolean callersMistake;
  private long regressedMillis;

  /**
   * @param number of the group
   */
  public MadeGroup(long number, String service) {
    fingerprint = fingerprint(number);
    this.service = service;
  }

  /** The fingerprint of the group with a number. */
  public static Fingerprint fingerprint(long number) {
    return new Fingerprint(1, 0xABCDEF, number);
  }

  /** What the exceptions are. */
  public MadeGroup thrown(String otherType, String otherMessage) {
    type = otherType;
    message = otherMessage;
    return this;
  }

  /** Of the service, from the next error on. */
  public MadeGroup version(String other) {
    version = other;
    return this;
  }

  /** Its errors are the callers' mistakes. */
  public MadeGroup callersMistake() {
    callersMistake = true;
    return this;
  }

  /** It came back. */
  MadeGroup regressed(Instant time) {
    regressedMillis = time.toEpochMilli();
    return this;
  }

  /** An error that is a sample. */
  public MadeGroup error(Instant time, String tool, long user, long traceIdLow) {
    long millis = time.toEpochMilli();
    samples.add(new ErrorSample(millis, 0, traceIdLow, 7, user, version, tool, exception()));
    return count(time, tool, user, 1);
  }

  /** Errors that are no samples. */
  public MadeGroup count(Instant time, String tool, long user, long times) {
    long hour = Math.floorDiv(Minutes.of(time), Minutes.HOUR);
    hours.merge(hour, times, Long::sum);
    tools.merge(tool, times, Long::sum);
    UserSketch one = user == 0 ? UserSketch.EMPTY : UserSketch.of(user);
    days.merge(Math.floorDiv(hour, 24L), one, UserSketch::plus);
    return this;
  }

  /** With a cause, and frames of the application and of a library. */
  private ParsedException exception() {
    return new ParsedException(
        Language.PYTHON,
        List.of(
            new ThrownException(
                type,
                message,
                List.of(
                    new StackFrame("handle", "/app/lib/mcp.py", "mcp.server", 200, 0, false),
                    new StackFrame("find_order", "/app/shop.py", "shop", 12, 3, true)),
                0,
                false),
            new ThrownException("KeyError", "'o-17'", List.of(), 4, true)),
        Omissions.NONE);
  }

  /** All of it, for one flush. */
  GroupPart part() {
    List<ErrorSample> inOrder =
        samples.stream().sorted(Comparator.comparingLong(ErrorSample::millis)).toList();
    ErrorSample first = inOrder.get(0);
    ErrorSample last = inOrder.get(inOrder.size() - 1);
    return new GroupPart(
        new Grouping(fingerprint, GroupedBy.STACK_TRACE),
        ServiceId.of(service),
        type,
        message,
        callersMistake,
        first.millis(),
        last.millis(),
        first.version(),
        last.version(),
        hours,
        days,
        tools,
        samples,
        regressedMillis);
  }

  /** Writes groups to a store that has none yet. */
  public static void store(Transactions transactions, MadeGroup... groups) {
    new ErrorGroupTable(transactions)
        .add(Stream.of(groups).map(MadeGroup::part).toList(), SAMPLES, 1);
  }

  /** Another error of a group that the store has, by another process. */
  public static void comesBack(
      Transactions transactions, long number, String service, Instant time) {
    MadeGroup group = new MadeGroup(number, service).error(time, "find", 7, 0xE5).regressed(time);
    ErrorGroupTable table = new ErrorGroupTable(transactions);
    table.add(List.of(group.part()), SAMPLES, SEQUENCE.incrementAndGet());
  }
}
