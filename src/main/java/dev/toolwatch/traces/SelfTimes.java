package dev.toolwatch.traces;

import dev.toolwatch.signal.ServiceId;
import java.util.Arrays;

/**
 * Where the time of one trace goes: the tree of its spans, the self time of each, and its critical
 * path. To be reused: {@link #begin}, {@link #add} for each span, {@link #compute}, and then it can be
 * asked about each span by its index, which counts from 0 in the order in which they were added. Takes
 * {@code n log n} steps, without recursion; without allocation, unless a trace has more spans than those
 * before. The arrays of a trace of more than {@link #KEPT} spans are given back at the next one. Not
 * thread-safe.
 *
 * <ul>
 *   <li><em>Parents.</em> A span without a parent, or whose parent is not there, is a root. A trace can
 *       have several. Of spans that are each other's ancestors, the one that begins first is a root.
 *   <li><em>Repetitions.</em> A span with the id of one before it is left out, since senders repeat what
 *       got no answer: it has no parent, no children, and no time. Spans without an id are all different.
 *   <li><em>Durations.</em> A span without an end or a start, or which ends before it starts, has
 *       duration 0. Times after the year 2116 count as its start.
 *   <li><em>Clocks.</em> Spans of one service have one clock. A span of another service than its
 *       parent's is compared with its parent. If it fits in but lies partly or wholly outside, it is
 *       moved to the parent's middle; if it is longer and begins before the parent, it is moved to the
 *       parent's start; all as Jaeger does. Its descendants of the same service move with it; those of
 *       other services are compared again. A span of the same service as its parent only moves with it.
 *   <li><em>Self time.</em> A span's duration, less the time in which at least one of its children runs.
 *       Parallel children cover a moment once. What a child does outside of its parent, because it
 *       begins before it or goes on after it, takes nothing from the parent; the child has it.
 *   <li><em>Critical path.</em> What determines when a root ends: the root; from its end backwards the
 *       child that ends last; from that one's start, the one that ends last by then; and so on, likewise
 *       for the children of these. What lies outside of its parent is cut off. Each root has a path.
 * </ul>
 */
final class SelfTimes {
  /** The spans for which arrays stay allocated: 90 kB. */
  private static final int KEPT = 1024;

  private static final int LEAST = 32;
  private static final int NONE = SpanIds.NONE;

  /** Of times: differences of differences fit in a long. */
  private static final long MAX_NANOS = (1L << 62) - 1;

  private static final int UNPLACED = -1;
  private static final int WALKED = -2;

  private final SpanIds index = new SpanIds();
  private final IndexSort sort = new IndexSort();
  private int size;
  private long[] ids;
  private long[] parentIds;
  private long[] starts;
  private long[] ends;
  private ServiceId[] services;

  private boolean[] repeated;
  private int[] parents;
  private int[] firstChildren;
  private int[] nextSiblings;

  /** The tree's spans, each after its parent. */
  private int[] order;

  private int inOrder;

  /** Where a span is in the order. */
  private int[] positions;

  /** By how much a span has been moved. */
  private long[] shifts;

  private int[] sorted;

  /** Up to when a span's children have been seen. */
  private long[] covered;

  private long[] selfs;

  /** Null until somebody asks for it. */
  private CriticalPath path;

  /** Makes room for a usual trace. */
  public SelfTimes() {
    allocate(LEAST);
  }

  private void allocate(int capacity) {
    ids = new long[capacity];
    parentIds = new long[capacity];
    starts = new long[capacity];
    ends = new long[capacity];
    services = new ServiceId[capacity];
    allocateResults(capacity);
  }

  private void allocateResults(int capacity) {
    repeated = new boolean[capacity];
    parents = new int[capacity];
    firstChildren = new int[capacity];
    nextSiblings = new int[capacity];
    order = new int[capacity];
    positions = new int[capacity];
    shifts = new long[capacity];
    sorted = new int[capacity];
    covered = new long[capacity];
    selfs = new long[capacity];
  }

  /** Begins another trace. */
  public void begin() {
    size = 0;
    path = null;
    if (ids.length > KEPT) {
      allocate(LEAST);
      index.shrink();
      sort.shrink();
    }
  }

  /**
   * Adds a span.
   *
   * @param spanId 0 if it has none
   * @param parentSpanId 0 if it has none
   * @param startNanos since the Unix epoch, unsigned; 0 if unknown
   * @param endNanos likewise
   * @param service whose clock it has; null for the same as its parent's
   */
  public void add(
      long spanId, long parentSpanId, long startNanos, long endNanos, ServiceId service) {
    if (size == ids.length) {
      grow();
    }
    ids[size] = spanId;
    parentIds[size] = parentSpanId;
    long end = bounded(endNanos);
    long start = startNanos == 0 ? end : bounded(startNanos);
    starts[size] = start;
    ends[size] = Math.max(start, end);
    services[size] = service;
    size++;
  }

  /** The duration of a span, as if it was added. */
  static long durationNanos(long startNanos, long endNanos) {
    return startNanos == 0 ? 0 : Math.max(0, bounded(endNanos) - bounded(startNanos));
  }

  private static long bounded(long nanos) {
    return nanos < 0 ? MAX_NANOS : Math.min(nanos, MAX_NANOS);
  }

  private void grow() {
    int capacity = size * 2;
    ids = Arrays.copyOf(ids, capacity);
    parentIds = Arrays.copyOf(parentIds, capacity);
    starts = Arrays.copyOf(starts, capacity);
    ends = Arrays.copyOf(ends, capacity);
    services = Arrays.copyOf(services, capacity);
    allocateResults(capacity);
  }

  /** Computes the tree and the self times, after all spans were added. */
  public void compute() {
    link();
    place();
    adjustClocks();
    subtractChildren();
  }

  /** How many spans were added. */
  public int size() {
    return size;
  }

  /** The index of a span's parent; -1 for a root. */
  public int parent(int span) {
    return parents[span];
  }

  /** Whether a span was left out, because one before it has its id. */
  public boolean isRepeated(int span) {
    return repeated[span];
  }

  /** How many spans are in the tree. */
  int placed() {
    return inOrder;
  }

  /**
   * A span of the tree: each one comes after its parent.
   *
   * @param position from 0 to {@link #placed}
   */
  int at(int position) {
    return order[position];
  }

  /** When a span began by its parent's clock, in nanoseconds since the Unix epoch. */
  public long startNanos(int span) {
    return starts[span];
  }

  /** When a span ended by its parent's clock, in nanoseconds since the Unix epoch. */
  public long endNanos(int span) {
    return ends[span];
  }

  /** A span's self time in nanoseconds, from 0 to its duration. */
  public long selfNanos(int span) {
    return selfs[span];
  }

  /** Whether a span is on its root's critical path. The first question costs as much as the rest. */
  public boolean isCritical(int span) {
    if (path == null) {
      path = CriticalPath.of(this, sort);
    }
    return path.contains(span);
  }

  private void link() {
    index.index(ids, size, repeated);
    Arrays.fill(firstChildren, 0, size, NONE);
    long lastId = 0;
    int last = NONE;
    // From the last to the first, so that children keep their order.
    for (int i = size - 1; i >= 0; i--) {
      long id = parentIds[i];
      if (id == 0 || repeated[i]) {
        parents[i] = NONE;
        continue;
      }
      if (id != lastId) {
        lastId = id;
        last = index.find(ids, size, id);
      }
      parents[i] = last;
      if (last != NONE) {
        nextSiblings[i] = firstChildren[last];
        firstChildren[last] = i;
      }
    }
  }

  private void place() {
    Arrays.fill(positions, 0, size, UNPLACED);
    inOrder = 0;
    int leftOut = 0;
    for (int i = 0; i < size; i++) {
      if (repeated[i]) {
        leftOut++;
      } else if (parents[i] == NONE) {
        append(i);
      }
    }
    appendDescendants(0);
    // What no root leads to, cycles do.
    for (int i = 0; inOrder + leftOut < size; i++) {
      if (positions[i] == UNPLACED && !repeated[i]) {
        int from = inOrder;
        int root = firstOfCycle(i);
        parents[root] = NONE;
        append(root);
        appendDescendants(from);
      }
    }
  }

  private void append(int span) {
    positions[span] = inOrder;
    order[inOrder++] = span;
  }

  private void appendDescendants(int from) {
    for (int i = from; i < inOrder; i++) {
      for (int child = firstChildren[order[i]]; child != NONE; child = nextSiblings[child]) {
        if (positions[child] < 0) {
          append(child);
        }
      }
    }
  }

  /** The one that begins first of the cycle to which a span's ancestors lead. */
  private int firstOfCycle(int span) {
    int entry = span;
    while (positions[entry] != WALKED) {
      positions[entry] = WALKED;
      entry = parents[entry];
    }
    int first = entry;
    for (int i = parents[entry]; i != entry; i = parents[i]) {
      if (starts[i] < starts[first]) {
        first = i;
      }
    }
    return first;
  }

  private void adjustClocks() {
    for (int position = 0; position < inOrder; position++) {
      int i = order[position];
      int parent = parents[i];
      if (parent == NONE) {
        shifts[i] = 0;
        continue;
      }
      if (services[i] == null) {
        services[i] = services[parent];
      }
      long shift =
          services[i] == null || services[i].equals(services[parent])
              ? shifts[parent]
              : skew(i, parent);
      shifts[i] = shift;
      starts[i] += shift;
      ends[i] += shift;
    }
  }

  private long skew(int child, int parent) {
    long slack = ends[parent] - starts[parent] - (ends[child] - starts[child]);
    if (slack < 0) {
      return Math.max(0, starts[parent] - starts[child]);
    }
    return starts[child] >= starts[parent] && ends[child] <= ends[parent]
        ? 0
        : starts[parent] - starts[child] + slack / 2;
  }

  /** In the order of their starts, each child covers what those before it have not. */
  private void subtractChildren() {
    for (int i = 0; i < size; i++) {
      selfs[i] = repeated[i] ? 0 : ends[i] - starts[i];
      covered[i] = starts[i];
    }
    System.arraycopy(order, 0, sorted, 0, inOrder);
    sort.sort(sorted, inOrder, starts);
    for (int position = 0; position < inOrder; position++) {
      int i = sorted[position];
      int parent = parents[i];
      if (parent != NONE) {
        long from = Math.max(starts[i], covered[parent]);
        long to = Math.min(ends[i], ends[parent]);
        if (from < to) {
          selfs[parent] -= to - from;
          covered[parent] = to;
        }
      }
    }
  }
}
