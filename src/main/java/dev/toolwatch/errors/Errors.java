package dev.toolwatch.errors;

import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.errors.ErrorListener.Occasion;
import dev.toolwatch.signal.ForwardTime;
import dev.toolwatch.signal.LinePace;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.RawError;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.OutOfMemory;
import dev.toolwatch.tenant.CurrentTenant;
import dev.toolwatch.tenant.TenantScoped;
import dev.toolwatch.tenant.Tenants;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Groups errors, on a thread of its own: joins what spans and log records tell of one error, reads
 * stack traces, takes secrets out, counts the error in its group and tells the listeners. Thread-safe;
 * nothing waits for that thread.
 */
@TenantScoped
public class Errors {
  private static final Logger LOG = Logger.getLogger(Errors.class);

  /** What waits may take this part of the heap, within these bounds. */
  private static final int PART_OF_HEAP = 160;

  private static final long LEAST_BYTES = 1L << 20;
  private static final long MOST_BYTES = 8L << 20;

  /** Bytes of heap that the rest of Toolwatch fills when senders make it, and for each group. */
  private static final long HEAP_OF_OTHERS = 150_000_000;

  private static final long HEAP_PER_GROUP = 150_000;

  private static final int LEAST_GROUPS = 100;

  private static final long TURN_MILLIS = 250;
  private static final int MOST_GROUPS = 100_000;
  private static final int MOST_SAMPLES = 100;

  private final int maxGroups;
  private final long waitBytes;
  private final ErrorQueue queue;
  private final ErrorJoin join;
  private final ErrorGrouper grouper;
  private final ErrorGroups groups;
  private final OpenedGroupLog log;
  private final List<ErrorListener> listeners;
  private final UnaryOperator<ServiceId> admission;
  private final InstantSource clock;
  private final ForwardTime time;
  private final LinePace pace;
  private final OutOfMemory outOfMemory = OutOfMemory.ofThisProcess();
  private final LongAdder counted = new LongAdder();
  private final LongAdder notGrouped = new LongAdder();
  private Thread thread;

  @Inject
  Errors(
      ErrorsSettings settings,
      TextRedaction redaction,
      @ConfigProperty(name = "toolwatch.mcp.join-wait", defaultValue = "6s") Duration joinWait,
      Instance<ErrorListener> listeners,
      Cardinality cardinality,
      Tenants tenants,
      InstantSource clock) {
    this(
        settings,
        groupsInHeap(settings.maxGroups(), tenants.heapBytes()),
        redaction,
        joinWait,
        // Errors are reported to the operator's Sentry or Rollbar: those of tenants are not.
        CurrentTenant.isDefault() ? listeners.stream().toList() : List.of(),
        cardinality.services()::admit,
        clock,
        Math.max(LEAST_BYTES, Math.min(MOST_BYTES, tenants.heapBytes() / PART_OF_HEAP)));
    cardinality.services().onGone(groups::forget);
  }

  /** Groups take more than their own bytes: what is written of them, and the collector's work. */
  private static int groupsInHeap(int groups, long heapBytes) {
    long room = heapBytes - HEAP_OF_OTHERS;
    long most = Math.max(LEAST_GROUPS, room / HEAP_PER_GROUP);
    return (int) Math.min(groups, most);
  }

  /**
   * @param maxGroups the maximum number of groups
   * @param admission the service that errors of a service count for
   * @param waitBytes the maximum bytes of what waits to be joined, as much of what waits for the
   *     thread, and as much of samples that wait for the store
   */
  Errors(
      ErrorsSettings settings,
      int maxGroups,
      TextRedaction redaction,
      Duration joinWait,
      List<ErrorListener> listeners,
      UnaryOperator<ServiceId> admission,
      InstantSource clock,
      long waitBytes) {
    check("max-groups", settings.maxGroups(), MOST_GROUPS);
    check("samples", settings.samples(), MOST_SAMPLES);
    this.listeners = listeners;
    this.maxGroups = maxGroups;
    this.waitBytes = waitBytes;
    this.admission = admission;
    this.clock = clock;
    time = new ForwardTime(clock);
    pace = new LinePace(1, clock);
    log = new OpenedGroupLog(clock);
    queue = new ErrorQueue(waitBytes);
    join = new ErrorJoin(joinWait.toMillis(), waitBytes, this::joined);
    grouper = new ErrorGrouper(stackTraces(settings), redaction);
    groups = new ErrorGroups(maxGroups, waitBytes, grouper::overflow);
  }

  private static void check(String setting, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "toolwatch.errors.%s must be from 1 to %d: %d".formatted(setting, most, value));
    }
  }

  private static StackTraces stackTraces(ErrorsSettings settings) {
    try {
      return new StackTraces(new InAppFrames(settings.inApp().orElse(List.of())));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("toolwatch.errors.in-app: " + e.getMessage(), e);
    }
  }

  /** For the errors of a request. */
  public RequestErrors openRequest() {
    return new RequestErrors(waitBytes);
  }

  /**
   * Takes what spans and log records tell. Never waits.
   *
   * @param errors must not be changed afterwards
   */
  public void take(RequestErrors errors) {
    queue.offer(errors);
  }

  /**
   * Begins to group. What was taken before waits until then.
   *
   * @param first done before, on the same thread
   */
  public synchronized void start(Runnable first) {
    thread = new Thread(() -> run(first), "toolwatch-errors");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Groups what was taken until now, and ends.
   *
   * @param patience how long that may take
   */
  public synchronized void stop(Duration patience) {
    queue.close();
    if (thread != null) {
      try {
        thread.join(Math.max(1, patience.toMillis()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (thread.isAlive()) {
        LOG.warn("The last errors were not grouped in time and are lost");
      }
    }
  }

  private void run(Runnable first) {
    try {
      first.run();
    } catch (Throwable e) {
      outOfMemory.endIf(e);
      failed(e);
    }
    boolean goesOn = true;
    while (goesOn) {
      try {
        goesOn = !queue.isClosed();
        turn(join.isEmpty() ? queue.takeFirst() : queue.takeAfter(TURN_MILLIS));
        if (!goesOn) {
          join.finish();
        }
      } catch (InterruptedException e) {
        return;
      } catch (Throwable e) {
        outOfMemory.endIf(e);
        failed(e);
      }
    }
  }

  /** One turn of the thread. */
  void turn(ErrorQueue.Taken taken) {
    long now = time.millis();
    taken
        .refused()
        .forEach(
            (service, times) -> groups.addRest(admission.apply(service), times, clock.millis()));
    for (RawError error : taken.errors()) {
      join.add(error, now);
    }
    join.expire(now);
  }

  private void joined(TraceErrors.Joined joined) {
    ServiceId service = admission.apply(joined.shown().reporter().service());
    long now = clock.millis();
    try {
      if (joined.call().served() && joined.call().outcome() == Outcome.SERVER_ERROR) {
        listeners.forEach(
            listener -> listener.joined(service, joined.hasStackTrace(), joined.times()));
      }
      count(joined, service, now);
      counted.add(joined.times());
    } catch (RuntimeException e) {
      groups.addRest(service, joined.times(), now);
      notGrouped.add(joined.times());
      failed(e);
    }
  }

  private void count(TraceErrors.Joined joined, ServiceId service, long now) {
    Grouping known = grouper.known(joined, service);
    ErrorGroups.Known counted =
        known == null
            ? ErrorGroups.Known.NOT_COUNTED
            : groups.addKnown(known, service, joined, now);
    if (counted.counted()) {
      counted
          .told()
          .ifPresent(
              grouping ->
                  tell(
                      grouping.fingerprint(),
                      joined.times(),
                      Occasion.ONGOING,
                      () -> grouper.event(joined, service, now).in(grouping)));
      return;
    }
    ErrorGroups.Counted result = groups.add(grouper.event(joined, service, now), now);
    log.counted(result);
    result
        .occasion()
        .ifPresent(
            occasion ->
                tell(
                    result.event().grouping().fingerprint(),
                    joined.times(),
                    occasion,
                    result::event));
  }

  private void tell(
      Fingerprint fingerprint, long times, Occasion occasion, Supplier<ErrorEvent> event) {
    for (ErrorListener listener : listeners) {
      if (listener.wants(fingerprint, occasion, times)) {
        listener.occurred(event.get(), occasion);
      }
    }
  }

  private void failed(Throwable failure) {
    long times = pace.happened(0);
    if (times > 0) {
      LOG.errorf(failure, "An error could not be grouped, %d times within a minute", times);
    }
  }

  /** Somebody has changed the state of a group, which the store has already. */
  public void changed(Fingerprint fingerprint, GroupState state) {
    groups.changed(fingerprint, state);
  }

  /** The maximum number of groups. */
  int maxGroups() {
    return maxGroups;
  }

  ErrorGroups groups() {
    return groups;
  }

  ErrorQueue queue() {
    return queue;
  }

  /** Errors that count in their group, or in the rest of their service, ever. */
  long counted() {
    return counted.sum();
  }

  /** Errors at which grouping itself failed, ever: they count in the rest of their service. */
  long notGrouped() {
    return notGrouped.sum();
  }
}
