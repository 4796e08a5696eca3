package dev.toolwatch.forward;

import dev.toolwatch.forward.TargetCounts.Result;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.spool.DirectoryLock;
import dev.toolwatch.spool.Segment;
import dev.toolwatch.spool.SpoolRecord;
import dev.toolwatch.spool.WaitingRequest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jboss.logging.Logger;

/**
 * The requests that wait on disk for one target: segments in a directory, and the position up to
 * which they are delivered. When it is full, the oldest segment is deleted whole. Survives a stop
 * and a kill of the process; a damaged record is skipped and counted.
 *
 * <p>Used by the target's thread, except for {@link #bytes}, {@link #items}, {@link #oldestMillis}
 * and {@link #damaged}, which are thread-safe. Nothing but one batch is in memory.
 */
final class Spool {
  private static final Logger LOG = Logger.getLogger(Spool.class);

  private static final long LEAST_SEGMENT_BYTES = 64 * 1024;
  private static final long MOST_SEGMENT_BYTES = 16 * 1024 * 1024;

  /** One segment of so many is lost when the spool is full. */
  private static final int SEGMENTS = 8;

  private final Path directory;
  private final long maxBytes;
  private final long segmentBytes;
  private final TargetCounts counts;
  private final FileChannel lock;
  private final SpoolPosition position;
  private final Deque<Segment> segments = new ArrayDeque<>();
  private final AtomicLongArray items = new AtomicLongArray(Signal.values().length);

  /** Whether the last segment takes more records. */
  private boolean writing;

  private long nextNumber;

  /** Where the first segment goes on. */
  private long offset;

  /** The batch that is being sent; null if there is none. */
  private Reading reading;

  private volatile long bytes;
  private volatile long oldestMillis = Long.MAX_VALUE;
  private final AtomicLong damaged = new AtomicLong();

  /**
   * A batch from the first segment.
   *
   * @param segment where it was read, even if that has been deleted since
   * @param end where the segment goes on
   */
  private record Reading(Segment segment, Batch batch, long end) {}

  private Spool(
      Path directory,
      long maxBytes,
      TargetCounts counts,
      FileChannel lock,
      SpoolPosition position) {
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.counts = counts;
    this.lock = lock;
    this.position = position;
    segmentBytes = Math.min(MOST_SEGMENT_BYTES, Math.max(LEAST_SEGMENT_BYTES, maxBytes / SEGMENTS));
  }

  /**
   * Opens the spool of a directory, which is made if it does not exist, and reads the heads of its
   * records.
   *
   * @param maxBytes the maximum bytes on disk
   * @param counts is told of what is dropped
   * @throws IOException if the directory cannot be used, or another process uses it
   */
  static Spool open(Path directory, long maxBytes, TargetCounts counts) throws IOException {
    FileChannel lock = DirectoryLock.take(directory);
    try {
      Spool spool = new Spool(directory, maxBytes, counts, lock, SpoolPosition.open(directory));
      spool.recover();
      return spool;
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  private void recover() throws IOException {
    List<Long> numbers = Segment.numbers(directory);
    nextNumber = Math.max(position.segment(), numbers.isEmpty() ? 0 : last(numbers)) + 1;
    for (long number : numbers) {
      Segment segment = Segment.open(directory, number);
      if (number < position.segment()) {
        segment.delete();
        continue;
      }
      segments.addLast(segment);
      long end = count(segment, number == position.segment() ? position.offset() : 0);
      if (number == last(numbers)) {
        goOn(segment, end);
      }
    }
    Segment first = segments.peekFirst();
    offset = first != null && first.number() == position.segment() ? position.offset() : 0;
    shrink(0);
    publish();
  }

  private static long last(List<Long> numbers) {
    return numbers.get(numbers.size() - 1);
  }

  /**
   * Lets the last segment of an earlier process take more records, so that many starts do not leave
   * many files. What a kill has left of a record at its end is cut off.
   */
  private void goOn(Segment last, long end) throws IOException {
    if (end < last.size()) {
      damaged.incrementAndGet();
      last.cut(end);
    }
    writing = end == last.size();
  }

  /**
   * Counts what waits in a segment of an earlier process.
   *
   * @return the end of its last record
   */
  private long count(Segment segment, long from) throws IOException {
    long end = from;
    for (Segment.Found at = segment.next(from); at != null; at = segment.next(at.end())) {
      segment.addItems(at.head().signal(), at.head().items());
      items.addAndGet(at.head().signal().ordinal(), at.head().items());
      end = at.end();
    }
    return end;
  }

  /**
   * Appends a request. If there is no room, the oldest segments are deleted.
   *
   * @return false if it is larger than the whole spool
   * @throws IOException if it could not be written: the disk may be full
   */
  boolean append(WaitingRequest request) throws IOException {
    long size = SpoolRecord.HEAD + (long) request.size();
    if (size > maxBytes) {
      return false;
    }
    shrink(size);
    if (!writing || segments.getLast().size() >= segmentBytes) {
      if (writing) {
        segments.getLast().force();
      }
      segments.addLast(Segment.open(directory, nextNumber++));
      writing = true;
      if (segments.size() == 1) {
        offset = 0;
      }
    }
    segments.getLast().append(request);
    items.addAndGet(request.signal().ordinal(), request.items());
    bytes = total();
    oldestMillis = Math.min(oldestMillis, request.arrivedMillis());
    return true;
  }

  /** Deletes the oldest segments until there is room. */
  private void shrink(long room) throws IOException {
    while (!segments.isEmpty() && total() + room > maxBytes) {
      Segment oldest = segments.peekFirst();
      for (Signal signal : Signal.values()) {
        long sent = isReading(oldest, signal) ? reading.batch().items() : 0;
        drop(oldest, signal, oldest.items(signal) - sent);
      }
      deleteFirst();
    }
  }

  private boolean isReading(Segment segment, Signal signal) {
    return reading != null && reading.segment() == segment && reading.batch().signal() == signal;
  }

  private void drop(Segment segment, Signal signal, long count) {
    segment.addItems(signal, -count);
    items.addAndGet(signal.ordinal(), -count);
    counts.add(signal, Result.DROPPED, count);
  }

  private void deleteFirst() throws IOException {
    Segment first = segments.removeFirst();
    offset = 0;
    writing &= !segments.isEmpty();
    first.delete();
  }

  private long total() {
    return segments.stream().mapToLong(Segment::size).sum();
  }

  /** Whether nothing waits here. */
  boolean isEmpty() {
    return segments.isEmpty();
  }

  /**
   * Reads the oldest requests that make a batch, and skips what is damaged. Until {@link #settled}
   * the same ones are read again.
   *
   * @return null if nothing waits any more
   */
  Batch read(Batch.Limits limits) throws IOException {
    while (!segments.isEmpty()) {
      Segment first = segments.peekFirst();
      List<WaitingRequest> chosen = new ArrayList<>();
      long end;
      try {
        end = choose(first, limits, chosen);
      } catch (IOException e) {
        LOG.errorf("Cannot read what waits in %s: %s", directory, e);
        end = first.size(); // whatever was not chosen cannot be read
      }
      if (!chosen.isEmpty()) {
        Batch batch = new Batch(chosen);
        reading = new Reading(first, batch, end);
        return batch;
      }
      finish(first);
    }
    publish();
    return null;
  }

  /**
   * Reads the oldest requests of a segment that make a batch.
   *
   * @return where the segment goes on after them
   */
  private long choose(Segment first, Batch.Limits limits, List<WaitingRequest> chosen)
      throws IOException {
    long size = 0;
    long end = offset;
    for (Segment.Found at = first.next(end); at != null; at = first.next(end)) {
      if (chosen.isEmpty() && at.at() != end) {
        damaged.incrementAndGet();
        offset = at.at();
        end = offset;
      }
      if (!chosen.isEmpty() && (at.at() != end || size + at.head().length() > limits.bytes())) {
        break;
      }
      WaitingRequest request = first.request(at);
      if (request == null) {
        if (!chosen.isEmpty()) {
          break;
        }
        damaged.incrementAndGet();
        drop(first, at.head().signal(), at.head().items());
        offset = at.end();
      } else if (Batch.fits(chosen, size, request, limits)) {
        chosen.add(request);
        size += request.size();
      } else {
        break;
      }
      end = at.end();
    }
    return end;
  }

  /** Deletes a segment in which nothing more can be read. */
  private void finish(Segment first) throws IOException {
    for (Signal signal : Signal.values()) {
      drop(first, signal, first.items(signal)); // none, unless it was damaged since it was opened
    }
    if (first.size() > offset) {
      damaged.incrementAndGet();
    }
    deleteFirst();
  }

  /** The batch that was read last has its result and is forgotten. */
  void settled() throws IOException {
    Reading done = reading;
    reading = null;
    Signal signal = done.batch().signal();
    done.segment().addItems(signal, -done.batch().items());
    items.addAndGet(signal.ordinal(), -done.batch().items());
    if (segments.peekFirst() == done.segment()) {
      offset = done.end();
      if (offset >= done.segment().size()) {
        finish(done.segment());
      } else {
        position.write(done.segment().number(), offset);
      }
    }
    publish();
  }

  /** The batch that was read last is to be sent again: {@link #read} returns it once more. */
  void unsettled() {
    Reading again = reading;
    reading = null;
    if (segments.peekFirst() != again.segment()) {
      // Its segment was pushed out meanwhile.
      Signal signal = again.batch().signal();
      drop(again.segment(), signal, again.batch().items());
    }
  }

  private void publish() throws IOException {
    bytes = total();
    Segment first = segments.peekFirst();
    Segment.Found oldest = first == null ? null : first.next(offset);
    oldestMillis = oldest == null ? Long.MAX_VALUE : oldest.head().arrivedMillis();
  }

  /** The bytes on disk. Thread-safe. */
  long bytes() {
    return bytes;
  }

  /** The items of a signal that wait, those being sent included. Thread-safe. */
  long items(Signal signal) {
    return items.get(signal.ordinal());
  }

  /**
   * When the oldest request was received, or earlier if some were pushed out since; {@link
   * Long#MAX_VALUE} if nothing waits. Thread-safe.
   */
  long oldestMillis() {
    return oldestMillis;
  }

  /** Places where damaged bytes were skipped. Thread-safe. */
  long damaged() {
    return damaged.get();
  }

  /** Leaves everything to the next process. */
  void close() throws IOException {
    for (Segment segment : segments) {
      segment.force();
      segment.close();
    }
    position.close();
    lock.close();
  }
}
