package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.signal.SteadyClock;
import dev.toolwatch.store.QueryRefusedException;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TraceGateTest {
  private final AtomicInteger broken = new AtomicInteger();
  private long nanos;
  private final TraceGate gate =
      new TraceGate(
          1,
          Duration.ZERO,
          () -> broken::incrementAndGet,
          SteadyClock.of(InstantSource.system(), () -> nanos));

  @Test
  void whileAnAnswerIsSent_othersAreRefused() throws IOException {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    StreamingOutput answer =
        gate.written(
            out -> {
              assertThatThrownBy(() -> gate.read(() -> "other"))
                  .isInstanceOf(QueryRefusedException.class);
              out.write(1);
            });
    // Nothing is taken before it is sent: it may never be.
    assertThat(gate.<String>read(() -> "before")).isEqualTo("before");
    answer.write(sent);
    assertThat(sent.size()).isEqualTo(1);
    assertThat(gate.<String>read(() -> "after")).isEqualTo("after");
  }

  @Test
  void answerThatTakesLong_isBrokenOff_whenAnotherOneWaits() throws IOException {
    StreamingOutput slow =
        gate.written(
            out -> {
              nanos = TraceGate.UNDISTURBED.toNanos() - 1;
              assertRefused();
              assertThat(broken).hasValue(0);
              nanos++;
              assertThat(broken).hasValue(0);
              // It still has its place until its write has ended.
              assertRefused();
              assertRefused();
              assertThat(broken).hasValue(1);
            });
    slow.write(new ByteArrayOutputStream());
    assertThat(gate.<String>read(() -> "after")).isEqualTo("after");
    assertThat(broken).hasValue(1);
  }

  private void assertRefused() {
    assertThatThrownBy(() -> gate.read(() -> "other")).isInstanceOf(QueryRefusedException.class);
  }

  @Test
  void whatFails_givesItsPlaceBack() {
    StreamingOutput broken =
        gate.written(
            out -> {
              throw new IOException("the client has gone");
            });
    assertThatThrownBy(() -> broken.write(new ByteArrayOutputStream()))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(
            () ->
                gate.read(
                    () -> {
                      throw new IllegalStateException("malformed");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(gate.<String>read(() -> "after")).isEqualTo("after");
  }
}
