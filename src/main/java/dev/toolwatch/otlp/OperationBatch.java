package dev.toolwatch.otlp;

import dev.toolwatch.signal.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * The operations of one request, held back until the whole request has proved to be sound: a request
 * that is refused counts nothing. Reuses its operations. Not thread-safe.
 */
final class OperationBatch {
  /** What is kept between requests: the usual batch of an SDK or collector. */
  private static final int KEPT = 8192;

  private final List<Operation> operations = new ArrayList<>();
  private int size;

  /** A place for the next operation, taken only when {@link #keep} follows. */
  Operation next() {
    if (size == operations.size()) {
      operations.add(new Operation());
    }
    return operations.get(size);
  }

  void keep() {
    size++;
  }

  int size() {
    return size;
  }

  Operation get(int index) {
    return operations.get(index);
  }

  void clear() {
    size = 0;
    if (operations.size() > KEPT) {
      operations.subList(KEPT, operations.size()).clear();
    }
  }
}
