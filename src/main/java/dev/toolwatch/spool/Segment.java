package dev.toolwatch.spool;

import dev.toolwatch.signal.Signal;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file of a spool: records one after another, appended and never changed. Not thread-safe.
 *
 * <p>Reading skips what is damaged: it goes on at the next head whose checksum is right.
 */
public final class Segment {
  /** A record and where it ends. */
  public record Found(SpoolRecord head, long at) {
    /** Where the next one may begin. */
    public long end() {
      return at + head.size();
    }
  }

  private static final String SUFFIX = ".segment";
  private static final int BLOCK = 64 * 1024;

  private final long number;
  private final Path file;
  private final FileChannel channel;
  private final long[] items = new long[Signal.values().length];
  private long size;

  private Segment(long number, Path file, FileChannel channel) throws IOException {
    this.number = number;
    this.file = file;
    this.channel = channel;
    size = channel.size();
  }

  /** Opens the segment of a number, which is made if it does not exist. */
  @SuppressWarnings("MustBeClosedChecker") // the segment keeps the channel
  public static Segment open(Path directory, long number) throws IOException {
    Path file = directory.resolve("%016x%s".formatted(number, SUFFIX));
    return new Segment(
        number,
        file,
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /** The numbers of the segments in a directory, in order. */
  public static List<Long> numbers(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .mapToLong(Segment::numberOf)
          .filter(number -> number >= 0)
          .sorted()
          .boxed()
          .toList();
    }
  }

  /** The number of the segment in a file, or -1 if the file is none. */
  public static long numberOf(Path file) {
    String name = file.getFileName().toString();
    if (!name.matches("[0-7][0-9a-f]{15}" + SUFFIX.replace(".", "\\."))) {
      return -1;
    }
    return Long.parseLong(name.substring(0, 16), 16);
  }

  /** Numbers grow with age: the oldest segment has the lowest. */
  public long number() {
    return number;
  }

  /** The size in bytes. */
  public long size() {
    return size;
  }

  /** The items of a signal that wait here. */
  public long items(Signal signal) {
    return items[signal.ordinal()];
  }

  public void addItems(Signal signal, long count) {
    items[signal.ordinal()] += count;
  }

  /**
   * Appends a record.
   *
   * @throws IOException if it could not be written; the segment is as it was before
   */
  public void append(WaitingRequest request) throws IOException {
    append(SpoolRecord.of(request), request.bytes(), 0);
  }

  /**
   * Appends a record whose bytes begin at an index of an array.
   *
   * @throws IOException if it could not be written; the segment is as it was before
   */
  public void append(SpoolRecord head, byte[] body, int from) throws IOException {
    long before = size;
    try {
      ByteBuffer[] parts = {head.toBytes(), ByteBuffer.wrap(body, from, head.length())};
      channel.position(size);
      while (parts[1].hasRemaining()) {
        size += channel.write(parts);
      }
    } catch (IOException e) {
      cut(before);
      throw e;
    }
    addItems(head.signal(), head.items());
  }

  /** Forgets what comes after a position. */
  public void cut(long end) throws IOException {
    size = end;
    channel.truncate(end);
  }

  /** The first undamaged head at or after a position, or null if there is none. */
  public Found next(long from) throws IOException {
    byte[] block = new byte[SpoolRecord.HEAD];
    SpoolRecord head = size - from < block.length ? null : headAt(block, from);
    return head != null ? new Found(head, from) : search(from + 1);
  }

  private SpoolRecord headAt(byte[] block, long at) throws IOException {
    read(block, block.length, at);
    SpoolRecord head = SpoolRecord.read(block, 0);
    return head != null && at + head.size() <= size ? head : null;
  }

  private Found search(long from) throws IOException {
    byte[] block = new byte[BLOCK];
    for (long at = from; size - at >= SpoolRecord.HEAD; at += BLOCK - SpoolRecord.HEAD + 1) {
      int count = (int) Math.min(BLOCK, size - at);
      read(block, count, at);
      for (int i = 0; i + SpoolRecord.HEAD <= count; i++) {
        SpoolRecord head = block[i] == SpoolRecord.MAGIC >>> 24 ? SpoolRecord.read(block, i) : null;
        if (head != null && at + i + head.size() <= size) {
          return new Found(head, at + i);
        }
      }
    }
    return null;
  }

  /** The request of a record, or null if its bytes are damaged. */
  public WaitingRequest request(Found found) throws IOException {
    SpoolRecord head = found.head();
    byte[] bytes = new byte[head.length()];
    read(bytes, bytes.length, found.at() + SpoolRecord.HEAD);
    return head.isOf(bytes)
        ? new WaitingRequest(head.signal(), head.arrivedMillis(), head.items(), bytes)
        : null;
  }

  private void read(byte[] into, int count, long at) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(into, 0, count);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw new EOFException(file + " has become shorter");
      }
    }
  }

  /** Asks the file system to keep it, also if the machine loses power. */
  public void force() throws IOException {
    channel.force(false);
  }

  public void close() throws IOException {
    channel.close();
  }

  public void delete() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }
}
