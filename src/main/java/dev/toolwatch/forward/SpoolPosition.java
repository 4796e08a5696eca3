package dev.toolwatch.forward;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Up to where a spool is delivered, in a file. If it is lost or damaged, the spool is delivered from
 * its beginning: twice is better than not at all. Not thread-safe.
 */
final class SpoolPosition {
  private static final String NAME = "position";
  private static final int CHECKED = 2 * Long.BYTES;
  private static final int SIZE = CHECKED + Integer.BYTES;

  private final FileChannel channel;
  private long segment;
  private long offset;

  private SpoolPosition(FileChannel channel) {
    this.channel = channel;
  }

  /** Opens the position of a directory, which is made if it does not exist. */
  @SuppressWarnings("MustBeClosedChecker") // the position keeps the channel
  static SpoolPosition open(Path directory) throws IOException {
    SpoolPosition position =
        new SpoolPosition(
            FileChannel.open(
                directory.resolve(NAME),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    position.read();
    return position;
  }

  private void read() throws IOException {
    ByteBuffer found = ByteBuffer.allocate(SIZE);
    int count = channel.read(found, 0);
    if (count == SIZE && found.getInt(CHECKED) == check(found)) {
      segment = Math.max(0, found.getLong(0));
      offset = Math.max(0, found.getLong(Long.BYTES));
    }
  }

  /** The number of the segment that goes on. */
  long segment() {
    return segment;
  }

  /** Where it goes on. */
  long offset() {
    return offset;
  }

  void write(long atSegment, long atOffset) throws IOException {
    segment = atSegment;
    offset = atOffset;
    ByteBuffer written = ByteBuffer.allocate(SIZE).putLong(0, segment).putLong(Long.BYTES, offset);
    written.putInt(CHECKED, check(written));
    channel.write(written, 0);
  }

  private static int check(ByteBuffer written) {
    CRC32C crc = new CRC32C();
    crc.update(written.duplicate().position(0).limit(CHECKED));
    return (int) crc.getValue();
  }

  void close() throws IOException {
    channel.close();
  }
}
