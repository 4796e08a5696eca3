package dev.toolwatch.journal;

import dev.toolwatch.signal.Signal;
import dev.toolwatch.spool.DirectoryLock;
import dev.toolwatch.spool.Segment;
import dev.toolwatch.spool.SpoolRecord;
import dev.toolwatch.spool.WaitingRequest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * The files of the journal: segments, each named by the position of its first byte. A position is a
 * number of bytes since the journal began; there may be gaps. What is damaged is skipped and counted.
 *
 * <p>Threading: one thread reads first and appends then; any may {@link #force}, one {@link
 * #deleteBefore}. Bounds: {@code maxBytes} on disk, one record in memory.
 */
final class JournalFiles implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(JournalFiles.class);

  private static final String ID = "id";
  private static final long LEAST_SEGMENT_BYTES = 64 * 1024;
  private static final long MOST_SEGMENT_BYTES = 16 * 1024 * 1024;

  /** A segment takes no more records after so long: what is stored should not stay until it is full. */
  static final long SEGMENT_MILLIS = 600_000;

  /** So many segments fill the journal: only whole ones are deleted. */
  private static final int SEGMENTS = 16;

  private final Path directory;
  private final long maxBytes;
  private final long segmentBytes;
  private final FileChannel lock;
  private final String id;

  /** The oldest first. Only the thread that appends adds one, only the one that deletes removes one. */
  private final Deque<Segment> segments = new ConcurrentLinkedDeque<>();

  /** The segment that is appended to; null if the next record begins one. */
  private Segment current;

  /** When its first record arrived. */
  private long beganMillis;

  /** The last segment that is not appended to any more, so that it may be deleted though it is the last. */
  private volatile Segment retired;

  /** Where the next record goes. */
  private volatile long end;

  private final AtomicLong bytes = new AtomicLong();
  private volatile long durable;
  private final AtomicLong damaged = new AtomicLong();

  /** A record that was read. */
  record Entry(long position, long next, int via, WaitingRequest request) {}

  private JournalFiles(Path directory, long maxBytes, FileChannel lock, String id) {
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.lock = lock;
    this.id = id;
    segmentBytes = Math.min(MOST_SEGMENT_BYTES, Math.max(LEAST_SEGMENT_BYTES, maxBytes / SEGMENTS));
  }

  /**
   * Opens the journal of a directory, which is made if it does not exist.
   *
   * @param maxBytes the maximum bytes on disk
   * @throws IOException if the directory cannot be used, or another process uses it
   */
  static JournalFiles open(Path directory, long maxBytes) throws IOException {
    FileChannel lock = DirectoryLock.take(directory);
    try {
      JournalFiles files = new JournalFiles(directory, maxBytes, lock, id(directory));
      files.find();
      return files;
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  /** The store knows the journal by this, wherever the directory lies. */
  private static String id(Path directory) throws IOException {
    Path file = directory.resolve(ID);
    if (Files.exists(file)) {
      String known = Files.readString(file).strip();
      if (known.matches("[0-9a-f-]{36}")) {
        return known;
      }
      LOG.errorf("%s is damaged: the journal begins anew", file);
    }
    String made = UUID.randomUUID().toString();
    Path draft = directory.resolve(ID + ".new");
    Files.writeString(draft, made);
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    return made;
  }

  private void find() throws IOException {
    List<Long> numbers = Segment.numbers(directory);
    for (long number : numbers) {
      Segment segment = Segment.open(directory, number);
      end = Math.max(end, endOf(segment));
      if (segment.size() == 0) {
        // The next record would begin another one of this number.
        segment.delete();
        continue;
      }
      segments.addLast(segment);
      bytes.addAndGet(segment.size());
    }
    durable = end;
    retired = segments.peekLast();
  }

  private static long endOf(Segment segment) {
    return segment.number() + segment.size();
  }

  /** Tells this journal from others. */
  String id() {
    return id;
  }

  /** Makes positions go on at least from here: the store has been further than the files are. */
  void goOnFrom(long position) {
    if (position > end) {
      current = null;
      end = position;
      durable = position;
    }
  }

  /**
   * Reads the first record at or after a position, and skips what is damaged.
   *
   * @return null if there is none
   */
  Entry read(long from) {
    long at = from;
    for (Segment segment : segments) {
      if (endOf(segment) <= at) {
        continue;
      }
      long offset = Math.max(0, at - segment.number());
      Entry entry = read(segment, offset);
      if (entry != null) {
        return entry;
      }
      at = endOf(segment);
    }
    return null;
  }

  private Entry read(Segment segment, long from) {
    long offset = from;
    try {
      while (true) {
        Segment.Found found = segment.next(offset);
        if (found == null) {
          if (offset < segment.size()) {
            damaged.incrementAndGet();
          }
          return null;
        }
        if (found.at() != offset) {
          damaged.incrementAndGet();
        }
        WaitingRequest request = segment.request(found);
        if (request != null) {
          long base = segment.number();
          return new Entry(base + found.at(), base + found.end(), found.head().via(), request);
        }
        damaged.incrementAndGet();
        offset = found.end();
      }
    } catch (IOException e) {
      damaged.incrementAndGet();
      LOG.errorf("A file of the journal cannot be read to its end: %s", e.getMessage());
      return null;
    }
  }

  /**
   * Appends a request.
   *
   * @param via how it came
   * @param epochMillis when it arrived, in milliseconds since the Unix epoch
   * @throws IOException if there is no room, or it cannot be written; nothing of it is there then
   */
  long append(
      Signal signal, int via, long epochMillis, int items, byte[] body, int from, int length)
      throws IOException {
    SpoolRecord head = SpoolRecord.of(signal, via, epochMillis, items, body, from, length);
    if (bytes.get() + head.size() > maxBytes) {
      throw new FullException();
    }
    if (current == null
        || current.size() >= segmentBytes
        || current.size() > 0 && isOld(epochMillis)) {
      current = null;
      current = Segment.open(directory, end);
      beganMillis = epochMillis;
      segments.addLast(current);
    }
    current.append(head, body, from);
    bytes.addAndGet(head.size());
    end = endOf(current);
    return end;
  }

  /** The journal has as many bytes as it may have. */
  static final class FullException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Makes everything durable that was appended before. Returns up to which position. */
  synchronized long force() throws IOException {
    long target = end;
    if (target > durable) {
      for (Segment segment : segments) {
        if (segment.number() < target && endOf(segment) > durable) {
          segment.force();
        }
      }
      durable = target;
    }
    return durable;
  }

  /** Everything before this position is durable. */
  long durable() {
    return durable;
  }

  /** Whether the segment that is appended to should not be any more. For the thread that appends. */
  boolean isOld(long nowMillis) {
    return current == null || Math.abs(nowMillis - beganMillis) >= SEGMENT_MILLIS;
  }

  /**
   * If all that was appended is before a position, lets {@link #deleteBefore} delete the last segment too:
   * the next record begins another. For the thread that appends.
   */
  void retire(long position) {
    if (position >= end && (current == null || current.size() > 0)) {
      current = null;
      retired = segments.peekLast();
    }
  }

  /** Deletes the segments that end at or before a position, but not the one that is appended to. */
  void deleteBefore(long position) throws IOException {
    for (Segment first = segments.peekFirst();
        first != null
            && endOf(first) <= position
            && (first == retired || first != segments.peekLast());
        first = segments.peekFirst()) {
      segments.removeFirst();
      bytes.addAndGet(-first.size());
      first.delete();
    }
  }

  /** Where the next record goes. */
  long end() {
    return end;
  }

  /** The bytes on disk. */
  long bytes() {
    return bytes.get();
  }

  long maxBytes() {
    return maxBytes;
  }

  /** Places where damaged bytes were skipped. */
  long damaged() {
    return damaged.get();
  }

  @Override
  public void close() throws IOException {
    for (Segment segment : segments) {
      segment.close();
    }
    lock.close();
  }
}
