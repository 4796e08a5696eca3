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
  private final ByteBudget budget;
  private final long limit;
  private final List<Buffer> chunks = new ArrayList<>(2);
  private long size;
  private Answer refusal;

  /**
   * @param limit the most bytes, as they come over the network
   */
  Body(ByteBudget budget, long limit) {
    this.budget = budget;
    this.limit = limit;
  }

  void add(Buffer chunk) {
    if (refusal != null) {
      return;
    }
    int length = chunk.length();
    if (size + length > limit) {
      refuse(
          Answer.refused(Answer.Code.TOO_LARGE, "the request is larger than " + limit + " bytes"));
    } else if (!budget.take(length)) {
      refuse(Answer.refused(Answer.Code.OVERLOADED, "too many bytes in flight, try again"));
    } else {
      chunks.add(chunk);
      size += length;
    }
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

  /** Gives the bytes back to the budget; to be called in every end a request can come to. */
  void release() {
    budget.giveBack(size);
    size = 0;
    chunks.clear();
  }
}
