package dev.toolwatch.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How requests that come before the answer to the one before are handed on. */
class PipeliningTest {
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new Pipelining(new Sockets(1, 2, 10, 3, InstantSource.system()), Port.OTLP_HTTP));

  /** What the decoder hands on, whether the connection is open or not. */
  private void request(String path, ByteBuf... body) {
    read(path, body);
    channel.pipeline().fireChannelReadComplete();
  }

  /** The same in the middle of a read. */
  private void read(String path, ByteBuf... body) {
    channel
        .pipeline()
        .fireChannelRead(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, path));
    for (ByteBuf part : body) {
      channel.pipeline().fireChannelRead(new DefaultHttpContent(part));
    }
    channel.pipeline().fireChannelRead(new DefaultLastHttpContent());
  }

  private void answer(HttpResponseStatus status) {
    channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
    channel.runPendingTasks();
  }

  /** The requests that were handed on since the last look. */
  private List<String> passed() {
    List<String> paths = new ArrayList<>();
    for (Object next = channel.readInbound(); next != null; next = channel.readInbound()) {
      if (next instanceof HttpRequest request) {
        paths.add(request.uri());
      }
    }
    return paths;
  }

  private static ByteBuf bytes(int length) {
    return Unpooled.copiedBuffer("x".repeat(length), US_ASCII);
  }

  @Test
  void requests_oneAfterTheOther_passAtOnce() {
    for (String path : List.of("/1", "/2")) {
      request(path, bytes(10));
      assertThat(passed()).containsExactly(path);
      answer(HttpResponseStatus.OK);
    }
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void requests_atOnce_waitForAnswers_andNothingIsReadMeanwhile() {
    request("/1");
    request("/2", bytes(10));
    request("/3");
    assertThat(passed()).containsExactly("/1");
    assertThat(channel.config().isAutoRead()).isFalse();
    answer(HttpResponseStatus.CONTINUE);
    assertThat(passed()).isEmpty();
    answer(HttpResponseStatus.OK);
    assertThat(passed()).containsExactly("/2");
    assertThat(channel.config().isAutoRead()).isFalse();
    answer(HttpResponseStatus.OK);
    assertThat(passed()).containsExactly("/3");
    assertThat(channel.config().isAutoRead()).isTrue();
    answer(HttpResponseStatus.OK);
    request("/4");
    assertThat(passed()).containsExactly("/4");
  }

  @Test
  void requestsOfOneRead_haveATurnEach_evenIfTheyAreAnsweredAtOnce() {
    read("/1");
    channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
    read("/2");
    assertThat(passed()).containsExactly("/1");
    channel.runPendingTasks();
    assertThat(passed()).containsExactly("/2");
  }

  @Test
  void moreRequests_thanMayWait_closeTheConnection() {
    for (int i = 0; i < 64; i++) {
      request("/");
    }
    assertThat(channel.isOpen()).isTrue();
    request("/");
    assertThat(channel.isOpen()).isFalse();
    assertThat(passed()).hasSize(1);
  }

  @Test
  void bodies_thatWait_areLimited_andReleased() {
    List<ByteBuf> bodies = new ArrayList<>();
    request("/");
    for (int i = 0; i < 3; i++) {
      bodies.add(bytes(100_000));
      assertThat(channel.isOpen()).isTrue();
      request("/", bodies.get(i));
    }
    assertThat(channel.isOpen()).isFalse();
    assertThat(bodies).allMatch(body -> body.refCnt() == 0);
  }
}
