package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BodyTest {
  private final ByteBudget budget = new ByteBudget(100_000);
  private final Body body = new Body(budget, 50_000, 5);

  @Test
  void joined_chunksOfAnySize_isWhatCame() {
    Random random = new Random(5);
    byte[] sent = new byte[50_000];
    random.nextBytes(sent);
    for (int at = 0; at < sent.length; ) {
      int length = Math.min(random.nextInt(random.nextBoolean() ? 5 : 5000), sent.length - at);
      body.add(Buffer.buffer(Arrays.copyOfRange(sent, at, at + length)));
      at += length;
    }
    assertThat(body.refusal()).isNull();
    assertThat(body.size()).isEqualTo(sent.length);
    assertThat(Arrays.copyOf(body.joined(new ScratchBuffer()), body.size())).isEqualTo(sent);
    assertThat(budget.used()).isEqualTo(sent.length);
  }

  /** Chunks are the network's, and may be used by others after that. */
  @Test
  void add_smallChunks_leavesThemAsTheyAre() {
    Buffer first = Buffer.buffer("one");
    body.add(first);
    body.add(Buffer.buffer("two"));
    assertThat(first.toString()).isEqualTo("one");
  }

  /** A small piece of a large buffer must not hold all of it beyond the budget. */
  @Test
  void add_smallChunk_keepsACopy() {
    Buffer record = Buffer.buffer(new byte[16_384]).setString(0, "one");
    body.add(record.slice(0, 3));
    record.setString(0, "two");
    assertThat(body.joined(new ScratchBuffer())).startsWith('o', 'n', 'e');
  }

  /** An HTTP/2 stream may carry more after its time is over. */
  @Test
  void add_afterRelease_takesNothing() {
    body.add(Buffer.buffer("one"));
    body.release();
    body.add(Buffer.buffer("two"));
    assertThat(budget.used()).isZero();
    body.release();
    assertThat(budget.used()).isZero();
  }

  @Test
  void add_overTheLimit_refusesAndGivesAllBack() {
    body.add(Buffer.buffer(new byte[50_005]));
    assertThat(body.refusal()).isNull();
    body.add(Buffer.buffer("x"));
    assertThat(body.refusal().code()).isEqualTo(Answer.Code.TOO_LARGE);
    assertThat(budget.used()).isZero();
  }

  @Test
  void add_overTheBudget_refusesThisOneAlone() {
    Body other = new Body(budget, 80_000, 0);
    other.add(Buffer.buffer(new byte[60_000]));
    body.add(Buffer.buffer(new byte[40_000]));
    body.add(Buffer.buffer("x"));
    assertThat(body.refusal().code()).isEqualTo(Answer.Code.OVERLOADED);
    assertThat(other.refusal()).isNull();
    assertThat(budget.used()).isEqualTo(60_000);
  }

  @Test
  void declare_overTheLimit_refusesUnread() {
    body.declare(50_005);
    assertThat(body.refusal()).isNull();
    body.declare(50_006);
    assertThat(body.refusal().code()).isEqualTo(Answer.Code.TOO_LARGE);
  }

  @Test
  void declare_refusedAlready_keepsTheFirstReason() {
    body.refuse(Answer.refused(Answer.Code.OVERLOADED, "stopping"));
    body.declare(Long.MAX_VALUE);
    assertThat(body.refusal().code()).isEqualTo(Answer.Code.OVERLOADED);
  }
}
