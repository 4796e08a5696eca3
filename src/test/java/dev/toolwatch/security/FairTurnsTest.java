package dev.toolwatch.security;

import static dev.toolwatch.testing.RawHttp2.END_HEADERS;
import static dev.toolwatch.testing.RawHttp2.HEADERS;
import static dev.toolwatch.testing.RawHttp2.SETTINGS;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.RawHttp2;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of what a connection sends is handed on before others have their turn. */
class FairTurnsTest {
  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

  private final ByteArrayOutputStream passed = new ByteArrayOutputStream();

  /** How far each turn went: what was passed when the one after it was due. */
  private final List<Integer> turns = new ArrayList<>();

  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new FairTurns(new Sockets(1, 2, 10, 3, InstantSource.system()), Port.OTLP_HTTP));

  private final class Seen extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      byte[] read = new byte[bytes.readableBytes()];
      bytes.readBytes(read);
      bytes.release();
      passed.writeBytes(read);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      turns.add(passed.size());
    }
  }

  @BeforeEach
  void hand() {
    // As Vert.x has it while it speaks HTTP/1.
    channel.pipeline().addLast("httpDecoder", new ChannelInboundHandlerAdapter());
    channel.pipeline().addLast(new Seen());
  }

  @AfterEach
  void close() {
    var unused = channel.close();
  }

  @Test
  void manyRequestsAtOnce_beginAFewATurn_andNothingMoreIsReadMeanwhile() {
    byte[] sent = connection(10);
    receive(sent);
    int request = frame(HEADERS, "post").length;
    assertThat(passed.size()).isEqualTo(sent.length - 6 * request);
    assertThat(channel.config().isAutoRead()).isFalse();
    channel.runPendingTasks();
    assertThat(turns).containsExactly(sent.length - 2 * request, sent.length);
    assertThat(passed.toByteArray()).isEqualTo(sent);
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 9, 100})
  void allBytesPass_howeverTheyAreCut(int length) {
    byte[] sent = connection(50);
    for (int at = 0; at < sent.length; at += length) {
      int end = Math.min(sent.length, at + length);
      channel.pipeline().fireChannelRead(Unpooled.copiedBuffer(sent, at, end - at));
    }
    channel.runPendingTasks();
    assertThat(passed.toByteArray()).isEqualTo(sent);
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void http1_passesWhole_alsoWhatLooksLikeAPreface() {
    byte[] sent = "PRIVATE / HTTP/1.1\r\n\r\n".getBytes(US_ASCII);
    receive(sent);
    receive(connection(50));
    assertThat(passed.size()).isEqualTo(sent.length + connection(50).length);
  }

  @Test
  void upgraded_manyRequestsAtOnce_beginAFewATurn() {
    receive("POST / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
    channel.pipeline().remove("httpDecoder");
    passed.reset();
    receive(connection(10));
    assertThat(passed.size()).isLessThan(connection(5).length);
  }

  /** Whoever does not wait for the answer to the upgrade could hide where frames begin. */
  @Test
  void upgraded_withoutPreface_isClosed() {
    receive("POST / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
    channel.pipeline().remove("httpDecoder");
    receive("RI * HTTP/2.0".getBytes(US_ASCII));
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void closedWithRequestsWaiting_releasesThem() {
    ByteBuf sent = Unpooled.wrappedBuffer(connection(10));
    channel.pipeline().fireChannelRead(sent);
    assertThat(sent.refCnt()).isPositive();
    var unused = channel.close();
    channel.runPendingTasks();
    assertThat(sent.refCnt()).isZero();
  }

  private void receive(byte[] bytes) {
    channel.pipeline().fireChannelRead(Unpooled.wrappedBuffer(bytes));
  }

  /** The preface, SETTINGS, and requests. */
  private static byte[] connection(int requests) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(PREFACE);
    bytes.writeBytes(frame(SETTINGS, ""));
    for (int i = 0; i < requests; i++) {
      bytes.writeBytes(frame(HEADERS, "post"));
    }
    return bytes.toByteArray();
  }

  private static byte[] frame(int type, String payload) {
    byte[] frame = Arrays.copyOf(new byte[] {0, 0, (byte) payload.length(), (byte) type}, 9);
    frame[4] = RawHttp2.END_STREAM | END_HEADERS;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(frame);
    bytes.writeBytes(payload.getBytes(US_ASCII));
    return bytes.toByteArray();
  }
}
