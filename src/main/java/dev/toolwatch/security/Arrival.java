package dev.toolwatch.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import javax.net.ssl.SSLEngine;

/**
 * Puts the guards into a new connection's pipeline, when Vert.x has filled it and nothing has been
 * read yet. On the connection's event loop.
 */
final class Arrival extends ChannelInboundHandlerAdapter {
  private static final String HTTP_1_1 = "http/1.1";

  private final Sockets sockets;
  private final Port port;

  Arrival(Sockets sockets, Port port) {
    this.sockets = sockets;
    this.port = port;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    ChannelPipeline pipeline = context.pipeline();
    SslHandler tls = pipeline.get(SslHandler.class);
    String front = tls == null ? context.name() : pipeline.context(tls).name();
    if (port == Port.OTLP_GRPC || port == Port.OTLP_HTTP) {
      pipeline.addAfter(front, null, new FairTurns(sockets, port));
    }
    pipeline.addAfter(front, null, new UnreadAnswers(sockets, port));
    pipeline.addAfter(front, null, new FirstRequest(sockets, port));
    pipeline.remove(this);
    context.fireChannelActive();
    if (port == Port.MANAGEMENT) {
      withoutHttp2(context, tls);
    }
  }

  /**
   * Quarkus has no setting that turns HTTP/2 off for its management port, as it has for its other
   * one.
   */
  private static void withoutHttp2(ChannelHandlerContext context, SslHandler tls) {
    if (tls != null) {
      tls.engine().setHandshakeApplicationProtocolSelector(Arrival::http1);
      return;
    }
    // An empty line before a request is passed over (RFC 9112, "Message Parsing"). It makes Vert.x
    // decide for HTTP/1 before the peer can say otherwise.
    context.fireChannelRead(Unpooled.copiedBuffer("\r\n", US_ASCII));
    NoUpgrade.addTo(context.pipeline());
  }

  private static String http1(SSLEngine engine, List<String> offered) {
    return offered.contains(HTTP_1_1) ? HTTP_1_1 : "";
  }
}
