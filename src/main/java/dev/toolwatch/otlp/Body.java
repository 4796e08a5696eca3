package dev.toolwatch.otlp;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A request's body while it arrives, chunk by chunk, within the budget of bytes in flight. Once it
 * is refused, what still comes is passed over, so that the sender lives to read the answer. Not
 * thread-safe.
 */
final class Body {
  /** Chunks below it are copied together: a buffer for each would take more memory than they do. */
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
   * @param limit the most bytes, as they come over the network
   * @param framing bytes around them that do not count against the limit
   */
  Body(ByteBudget budget, long limit, int framing) {
    this.budget = budget;
    this.limit = limit;
    this.framing = framing;
  }

  /** Takes the length the sender declares, where it does: too large a body is refused unread. */
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
      gathered = Buffer.buffer(2 * length).appendBuffer(chunk);
      chunks.add(gathered);
    } else {
      gathered.appendBuffer(chunk);
    }
  }

  private Answer tooLarge() {
    return Answer.refused(Answer.Code.TOO_LARGE, "the request is larger than " + limit + " bytes");
  }

  /** Ends the collecting: the answer is known already. */
  void refuse(Answer answer) {
    refusal = answer;
    release();
  }

  /** Why the body is refused, or null while it is not. */
  Answer refusal() {
    return refusal;
  }

  int size() {
    return (int) size;
  }

  /** The whole body, from the first byte of the array on. */
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
   * Gives the bytes back to the budget, and takes no more; to be called in every end a request can
   * come to.
   */
  void release() {
    released = true;
    budget.giveBack(size);
    size = 0;
    chunks.clear();
    gathered = null;
  }
}
