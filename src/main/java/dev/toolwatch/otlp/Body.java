package dev.toolwatch.otlp;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects a request's body chunk by chunk, within the budget of bytes in flight. After a refusal
 * it ignores the remaining chunks, so that the sender can finish sending and read the answer. Not
 * thread-safe.
 */
final class Body {
  /**
   * Chunks below this size, in bytes, are copied and merged: one buffer each would cost more memory,
   * and over TLS each is a part of a whole record, which it would hold.
   */
  private static final int SMALL = 1024;

  private final ByteBudget budget;
  private final long limit;
  private final int framing;
  private final List<Buffer> chunks = new ArrayList<>(2);
  private Buffer gathered;
  private long size;
  private Answer refusal;
  private boolean released;

  /**
   * @param limit the maximum size in bytes, as received from the network
   * @param framing bytes of framing, which do not count against the limit
   */
  Body(ByteBudget budget, long limit, int framing) {
    this.budget = budget;
    this.limit = limit;
    this.framing = framing;
  }

  /** Takes the declared length, if there is one: a body that is too large is refused unread. */
  void declare(long length) {
    if (refusal == null && length > limit + framing) {
      refuse(tooLarge());
    }
  }

  void add(Buffer chunk) {
    if (refusal != null || released) {
      return;
    }
    int length = chunk.length();
    if (size + length > limit + framing) {
      refuse(tooLarge());
    } else if (!budget.take(length)) {
      refuse(Answer.refused(Answer.Code.OVERLOADED, "too many bytes in flight, try again"));
    } else {
      keep(chunk, length);
      size += length;
    }
  }

  private void keep(Buffer chunk, int length) {
    if (length >= SMALL) {
      chunks.add(chunk);
      gathered = null;
    } else if (gathered == null) {
      gathered = Buffer.buffer(length).appendBuffer(chunk);
      chunks.add(gathered);
    } else {
      gathered.appendBuffer(chunk);
    }
  }

  private Answer tooLarge() {
    return Answer.refused(Answer.Code.TOO_LARGE, "the request is larger than " + limit + " bytes");
  }

  /** Stops collecting: the answer is already known. */
  void refuse(Answer answer) {
    refusal = answer;
    release();
  }

  /** Why the body is refused, or null if it is not. */
  Answer refusal() {
    return refusal;
  }

  int size() {
    return (int) size;
  }

  /** The whole body, starting at index 0 of the array. */
  byte[] joined(ScratchBuffer scratch) {
    byte[] whole = scratch.ofSize((int) size);
    int at = 0;
    for (Buffer chunk : chunks) {
      chunk.getBytes(whole, at);
      at += chunk.length();
    }
    return whole;
  }

  /**
   * Returns the bytes to the budget and ignores any further chunk. Must be called however the
   * request ends.
   */
  void release() {
    released = true;
    budget.giveBack(size);
    size = 0;
    chunks.clear();
    gathered = null;
  }
}
