package dev.toolwatch.testing;

import java.nio.file.Path;

/** Where tests write files that settings name: a directory for each JVM that runs tests, as two run at a time. */
public final class OwnDirectory {
  private OwnDirectory() {}

  /** The absolute path of one for this purpose; not yet made. */
  public static Path of(String purpose) {
    return Path.of("target", purpose, Long.toString(ProcessHandle.current().pid()))
        .toAbsolutePath();
  }
}
