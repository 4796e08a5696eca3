package dev.toolwatch.store;

import java.io.IOException;
import java.nio.file.Path;

/** Another process uses the SQLite file. */
public final class StoreInUseException extends IOException {
  private static final long serialVersionUID = 1;

  StoreInUseException(Path file, String owner) {
    super(
        "%s is in use by %s. Stop it, or set toolwatch.store.path to another directory"
            .formatted(file, owner.isEmpty() ? "another process" : owner));
  }
}
