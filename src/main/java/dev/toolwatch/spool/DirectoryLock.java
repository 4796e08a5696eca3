package dev.toolwatch.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps other processes out of a directory of segments. */
public final class DirectoryLock {
  private static final String NAME = "lock";

  private DirectoryLock() {}

  /**
   * Locks a directory, which is made if it does not exist.
   *
   * @return what holds the lock until it is closed
   * @throws IOException if the directory cannot be used, or is locked
   */
  @SuppressWarnings("MustBeClosedChecker") // the caller keeps the channel
  public static FileChannel take(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel channel =
        FileChannel.open(
            directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock(); // lives as long as the channel
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new IOException("another Toolwatch in this process uses " + directory, e);
    }
    channel.close();
    throw new IOException("another process uses " + directory);
  }
}
