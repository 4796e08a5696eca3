package dev.toolwatch.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * The right of one process to a directory's SQLite file. It is a lock of the operating system on a
 * file beside it, so that it ends with the process, however that ends. Thread-safe.
 */
public final class StoreLock implements Closeable {
  private static final String NAME = "toolwatch.lock";

  /** The text of another process is not trusted to be short. */
  private static final int MAX_OWNER_BYTES = 200;

  private final FileChannel channel;

  private StoreLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock of a directory, which is made if it does not exist.
   *
   * @param owner who to name to a second process
   * @throws StoreInUseException if another process has it
   * @throws IOException if the directory or its file system does not allow a lock
   */
  @SuppressWarnings("MustBeClosedChecker") // the lock keeps the channel
  public static StoreLock take(StoreLocation.Directory directory, Owner owner) throws IOException {
    Files.createDirectories(directory.path());
    Path file = directory.path().resolve(NAME);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (!isTaken(channel)) {
        throw new StoreInUseException(directory.file(), readOwner(channel));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(owner.toString().getBytes(UTF_8)), 0);
      return new StoreLock(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock(); // lives as long as the channel
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // another Toolwatch in this very process
    }
  }

  private static String readOwner(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(MAX_OWNER_BYTES);
    channel.read(text, 0);
    String owner = new String(text.array(), 0, text.position(), UTF_8);
    return owner.replaceAll("\\p{Cntrl}", " ").strip();
  }

  /** Lets the next process have it. */
  @Override
  public void close() throws IOException {
    channel.close();
  }

  /**
   * A process that uses a store.
   *
   * @param host the name of its machine or container
   */
  public record Owner(long pid, String host, Instant started) {
    @Override
    public String toString() {
      return "process " + pid + " on " + host + ", started " + started;
    }
  }
}
