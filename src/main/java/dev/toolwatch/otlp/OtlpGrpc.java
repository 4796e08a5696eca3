package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.security.AccessControl;
import dev.toolwatch.security.Admission;
import dev.toolwatch.security.Identity;
import dev.toolwatch.security.Port;
import dev.toolwatch.security.Refusal;
import dev.toolwatch.security.Role;
import dev.toolwatch.signal.Signal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Base64;
import java.util.Locale;
import java.util.function.IntSupplier;

/**
 * OTLP/gRPC: unary calls over HTTP/2 (grpc.io, "gRPC over HTTP2"). It handles the framing itself,
 * so that a message counts against the bytes in flight while it arrives; see RATIONALE. Used on its
 * event loop only.
 */
final class OtlpGrpc {
  private static final String CONTENT_TYPE = "application/grpc";
  private static final CharSequence GRPC = HttpHeaders.createOptimized(CONTENT_TYPE);
  private static final CharSequence GRPC_STATUS = HttpHeaders.createOptimized("grpc-status");
  private static final CharSequence GRPC_MESSAGE = HttpHeaders.createOptimized("grpc-message");
  private static final CharSequence OK = HttpHeaders.createOptimized("0");

  /** The size of a message's prefix: the compressed flag, and a length of four bytes. */
  static final int PREFIX = 5;

  private final AccessControl access;
  private final OpenRequests requests;
  private final WrongRequests wrong;
  private final IntSupplier httpPort;

  /**
   * For the connections of one event loop.
   *
   * @param httpPort the port for senders that speak OTLP/HTTP
   */
  OtlpGrpc(AccessControl access, OpenRequests requests, WrongRequests wrong, IntSupplier httpPort) {
    this.access = access;
    this.requests = requests;
    this.wrong = wrong;
    this.httpPort = httpPort;
  }

  void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (request.version() != HttpVersion.HTTP_2) {
      refuseHttp(request, 505);
      return;
    }
    if (!request.method().equals(HttpMethod.POST)) {
      response.putHeader(HttpHeaders.ALLOW, "POST");
      refuseHttp(request, 405);
      return;
    }
    if (!isGrpc(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
      refuseHttp(request, 415);
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
      refuse(
          request,
          Answer.Code.NOT_FOUND,
          WrongRequest.PATH,
          "no such method: this port takes Export of OTLP's TraceService, MetricsService and"
              + " LogsService");
    } else if (!gzip && compression != null && !compression.equals("identity")) {
      response.putHeader("grpc-accept-encoding", "identity,gzip");
      refuse(
          request,
          Answer.Code.UNSUPPORTED,
          WrongRequest.ENCODING,
          "grpc-encoding must be gzip or none");
    } else {
      requests.begin(request, new Call(((Identity) admission).tenant(), signal, gzip));
    }
  }

  private void refuse(
      HttpServerRequest request, Answer.Code code, WrongRequest reason, String advice) {
    wrong.count(Transport.GRPC, reason, request.remoteAddress(), advice);
    respond(request, Answer.refused(code, advice));
  }

  /** Answers a request that is not gRPC in its own terms. */
  private void refuseHttp(HttpServerRequest request, int status) {
    String advice = WrongRequest.httpAtGrpcPort(httpPort.getAsInt());
    wrong.count(Transport.GRPC, WrongRequest.PROTOCOL, request.remoteAddress(), advice);
    HttpServerResponse response = request.response().setStatusCode(status);
    Encoding encoding = Encoding.ofContentType(request.getHeader(HttpHeaders.CONTENT_TYPE));
    if (encoding == null) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8").end(advice + "\n");
      return;
    }
    Answer answer = Answer.refused(Answer.Code.UNSUPPORTED, advice);
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, encoding.contentType())
        .end(Buffer.buffer(AnswerBody.of(answer, Signal.TRACES, encoding)));
  }

  /** Whether a content type, which may be null, is that of gRPC with protobuf. */
  static boolean isGrpc(String contentType) {
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    return type.equals(CONTENT_TYPE)
        || type.equals(CONTENT_TYPE + "+proto")
        || type.startsWith(CONTENT_TYPE + ";");
  }

  /** Writes an answer as gRPC has it. */
  static void respond(HttpServerRequest request, Answer answer) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, GRPC);
    if (answer.code() == Answer.Code.ACCEPTED) {
      byte[] message = AnswerBody.response(answer);
      response.putTrailer(GRPC_STATUS, OK);
      response.end(
          Buffer.buffer(PREFIX + message.length)
              .appendByte((byte) 0)
              .appendInt(message.length)
              .appendBytes(message));
    } else {
      // Trailers-Only: the single block of headers holds the status.
      response
          .putHeader(GRPC_STATUS, Integer.toString(answer.code().grpcStatus()))
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

  private record Call(String tenant, Signal signal, boolean gzip) implements Protocol {
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
