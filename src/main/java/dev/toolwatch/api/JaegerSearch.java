package dev.toolwatch.api;

import dev.toolwatch.tenant.TenantScoped;
import dev.toolwatch.traces.KeptTraces;
import dev.toolwatch.traces.SpanDetail;
import dev.toolwatch.traces.StoredTrace;
import dev.toolwatch.traces.TraceFilter;
import dev.toolwatch.traces.Waterfall;
import dev.toolwatch.traces.WaterfallSpan;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds kept traces by what is in their spans, which the store does not index: reads the latest traces
 * of a service one by one. Thread-safe; methods block.
 *
 * <p>Bounds: the traces that are read of a search, and the spans that are read and answered.
 */
@TenantScoped
class JaegerSearch {
  /** Traces of which a search reads the spans. */
  static final int MAX_TRACES = 2_000;

  /** Spans that a search reads. */
  static final int MAX_SPANS = 200_000;

  /** Traces from which operations are learned. */
  private static final int TRACES_OF_OPERATIONS = 200;

  private static final int SPANS_OF_OPERATIONS = 20_000;
  private static final int MAX_OPERATIONS = 1_000;
  private static final int MAX_SERVICES = 1_000;

  private static final int PAGE = 100;

  private final KeptTraces traces;

  JaegerSearch(KeptTraces traces) {
    this.traces = traces;
  }

  /** A span name, sorted by name. */
  record NamedOperation(String name, String kind) implements Comparable<NamedOperation> {
    @Override
    public int compareTo(NamedOperation other) {
      int byName = name.compareTo(other.name);
      return byName != 0 ? byName : kind.compareTo(other.kind);
    }
  }

  /** Takes traces that were found. */
  interface Finds {
    void found(TraceId id, Waterfall trace) throws IOException;
  }

  List<String> services() {
    return traces.services(MAX_SERVICES);
  }

  /** The names of a service's spans in its latest traces. */
  SortedSet<NamedOperation> operations(String service) {
    SortedSet<NamedOperation> operations = new TreeSet<>();
    int spans = 0;
    for (StoredTrace trace :
        traces.list(
            new TraceFilter(service, null, null, 0, 0, latest(), null, TRACES_OF_OPERATIONS))) {
      Waterfall read = read(trace);
      for (WaterfallSpan placed : read.spans()) {
        SpanDetail span = placed.span();
        if (span.resource().service().equals(service) && operations.size() < MAX_OPERATIONS) {
          operations.add(new NamedOperation(span.name(), JaegerTags.kind(span.kind())));
        }
      }
      spans += read.spans().size();
      if (spans >= SPANS_OF_OPERATIONS) {
        break;
      }
    }
    return operations;
  }

  /** The last millisecond whose nanoseconds a long can hold. */
  private static long latest() {
    return Long.MAX_VALUE / 1_000_000;
  }

  Optional<Waterfall> trace(TraceId id) {
    return traces.find(id.high(), id.low()).map(trace -> Waterfall.of(trace.requests()));
  }

  private Waterfall read(StoredTrace trace) {
    return trace(new TraceId(trace.idHigh(), trace.idLow()))
        .orElseGet(() -> new Waterfall(List.of(), 0, 0));
  }

  /** The first page of a search, which finds out whether the store can be read. */
  List<StoredTrace> begin(JaegerQuery query) {
    return page(query, null);
  }

  /**
   * Goes through a search, the latest trace first.
   *
   * @param first what {@link #begin} returned
   * @return whether a limit ended it before all traces had been read
   */
  boolean search(JaegerQuery query, List<StoredTrace> first, Finds finds) throws IOException {
    int found = 0;
    int readTraces = 0;
    int readSpans = 0;
    List<StoredTrace> page = first;
    while (!page.isEmpty()) {
      for (StoredTrace row : page) {
        if (found == query.limit()) {
          return false;
        }
        if (readTraces == MAX_TRACES || readSpans >= MAX_SPANS) {
          return true;
        }
        Waterfall trace = read(row);
        readTraces++;
        readSpans += trace.spans().size();
        if (!trace.spans().isEmpty() && matches(trace, query)) {
          finds.found(new TraceId(row.idHigh(), row.idLow()), trace);
          found++;
        }
      }
      page = page.size() < PAGE ? List.of() : page(query, page.get(page.size() - 1));
    }
    return false;
  }

  private List<StoredTrace> page(JaegerQuery query, StoredTrace after) {
    return traces.list(
        new TraceFilter(
            query.service(),
            null,
            null,
            query.minNanos(),
            query.fromMillis(),
            query.toMillis(),
            after,
            PAGE));
  }

  private static boolean matches(Waterfall trace, JaegerQuery query) {
    return !query.asksForSpans()
        || trace.spans().stream().anyMatch(placed -> matches(placed.span(), query));
  }

  private static boolean matches(SpanDetail span, JaegerQuery query) {
    long nanos = span.durationNanos();
    return span.resource().service().equals(query.service())
        && (query.operation() == null || query.operation().equals(span.name()))
        && nanos >= query.minNanos()
        && nanos <= query.maxNanos()
        && (query.tags().isEmpty() || JaegerTags.match(span, query.tags()));
  }
}
