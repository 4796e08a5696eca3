package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.security.AccessControl;
import dev.toolwatch.security.Admission;
import dev.toolwatch.security.Port;
import dev.toolwatch.security.Refusal;
import dev.toolwatch.security.Role;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Base64;
import java.util.Locale;

/**
 * OTLP/gRPC: unary calls over HTTP/2 (grpc.io, "gRPC over HTTP2"). It handles the framing itself,
 * so that a message counts against the bytes in flight while it arrives; see RATIONALE. Used on its
 * event loop only.
 */
final class OtlpGrpc {
  private static final String CONTENT_TYPE = "application/grpc";
  private static final String GRPC_STATUS = "grpc-status";
  private static final String GRPC_MESSAGE = "grpc-message";

  /** The size of a message's prefix: the compressed flag, and a length of four bytes. */
  static final int PREFIX = 5;

  private final AccessControl access;
  private final OpenRequests requests;

  OtlpGrpc(AccessControl access, OpenRequests requests) {
    this.access = access;
    this.requests = requests;
  }

  void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (request.version() != HttpVersion.HTTP_2) {
      response.setStatusCode(505).end("gRPC needs HTTP/2; OTLP/HTTP is served on its own port\n");
      return;
    }
    if (!request.method().equals(HttpMethod.POST)) {
      response.setStatusCode(405).putHeader(HttpHeaders.ALLOW, "POST").end();
      return;
    }
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (type == null || !isGrpc(type.toLowerCase(Locale.ROOT))) {
      response.setStatusCode(415).end();
      return;
    }
    Admission admission = access.admit(Port.OTLP_GRPC, Role.INGEST, request);
    if (admission instanceof Refusal refusal) {
      respond(request, Answer.refused(refusal));
      return;
    }
    Signal signal = Signal.ofGrpcPath(request.path());
    String compression = request.getHeader("grpc-encoding");
    boolean gzip = "gzip".equals(compression);
    if (signal == null) {
      respond(request, Answer.refused(Answer.Code.NOT_FOUND, "no such method"));
    } else if (!gzip && compression != null && !compression.equals("identity")) {
      response.putHeader("grpc-accept-encoding", "identity,gzip");
      respond(
          request, Answer.refused(Answer.Code.UNSUPPORTED, "grpc-encoding must be gzip or none"));
    } else {
      requests.begin(request, new Call(signal, gzip));
    }
  }

  private static boolean isGrpc(String type) {
    return type.equals(CONTENT_TYPE)
        || type.equals(CONTENT_TYPE + "+proto")
        || type.startsWith(CONTENT_TYPE + ";");
  }

  private static void respond(HttpServerRequest request, Answer answer) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE);
    int status = answer.code().grpcStatus();
    if (answer.code() == Answer.Code.ACCEPTED) {
      byte[] message = AnswerBody.response(answer);
      response.putTrailer(GRPC_STATUS, Integer.toString(status));
      response.end(
          Buffer.buffer(PREFIX + message.length)
              .appendByte((byte) 0)
              .appendInt(message.length)
              .appendBytes(message));
    } else {
      // Trailers-Only: the single block of headers holds the status.
      response
          .putHeader(GRPC_STATUS, Integer.toString(status))
          .putHeader(GRPC_MESSAGE, percentEncoded(answer.message()))
          .putHeader(
              "grpc-status-details-bin",
              Base64.getEncoder().withoutPadding().encodeToString(AnswerBody.status(answer)))
          .end();
    }
  }

  /**
   * Encodes Status-Message as "gRPC over HTTP2" requires: keeps printable ASCII except the percent
   * sign.
   */
  static String percentEncoded(String message) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : message.getBytes(UTF_8)) {
      if (b >= ' ' && b <= '~' && b != '%') {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(String.format(Locale.ROOT, "%02X", b & 0xff));
      }
    }
    return encoded.toString();
  }

  private record Call(Signal signal, boolean gzip) implements Protocol {
    @Override
    public Transport transport() {
      return Transport.GRPC;
    }

    @Override
    public int framing() {
      return PREFIX;
    }

    @Override
    public Answer accept(Intake intake, byte[] body, int size) {
      if (size < PREFIX) {
        return malformed("the call holds no message");
      }
      boolean compressed = body[0] == 1;
      if (!compressed && body[0] != 0) {
        return malformed("the compressed flag must be 0 or 1");
      }
      if (compressed && !gzip) {
        // "Compression in gRPC" requires this status.
        return Answer.refused(
            Answer.Code.INTERNAL, "the compressed flag is set without a grpc-encoding");
      }
      int declared =
          (body[1] & 0xff) << 24 | (body[2] & 0xff) << 16 | (body[3] & 0xff) << 8 | body[4] & 0xff;
      if (declared != size - PREFIX) {
        return malformed(
            "the message declares "
                + Integer.toUnsignedString(declared)
                + " bytes, the call holds "
                + (size - PREFIX));
      }
      RequestHead head = new RequestHead(signal, Transport.GRPC, Encoding.PROTOBUF, compressed);
      return intake.accept(head, body, PREFIX, size);
    }

    private static Answer malformed(String message) {
      return Answer.refused(Answer.Code.MALFORMED, message);
    }

    @Override
    public void respond(HttpServerRequest request, Answer answer) {
      OtlpGrpc.respond(request, answer);
    }
  }
}
