package dev.toolwatch.otlp;

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
import java.util.Locale;
import java.util.function.IntSupplier;

/** OTLP/HTTP (OTLP 1.11, "OTLP/HTTP"). Used on its event loop only. */
final class OtlpHttp {
  private static final String GZIP = "gzip";
  private static final String IDENTITY = "identity";

  private final AccessControl access;
  private final OpenRequests requests;
  private final WrongRequests wrong;
  private final IntSupplier grpcPort;

  /**
   * For the connections of one event loop.
   *
   * @param grpcPort the port for senders that speak gRPC
   */
  OtlpHttp(AccessControl access, OpenRequests requests, WrongRequests wrong, IntSupplier grpcPort) {
    this.access = access;
    this.requests = requests;
    this.wrong = wrong;
    this.grpcPort = grpcPort;
  }

  void handle(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (OtlpGrpc.isGrpc(type)) {
      EarlyResponse.give(request, () -> OtlpGrpc.respond(request, grpc(request)));
      return;
    }
    Signal signal = Signal.ofHttpPath(request.path());
    Encoding encoding = Encoding.ofContentType(type);
    String coding = coding(request.getHeader(HttpHeaders.CONTENT_ENCODING));
    boolean gzip = coding.equals(GZIP);
    Admission admission = access.admit(Port.OTLP_HTTP, Role.INGEST, request);
    if (admission instanceof Refusal refusal) {
      if (!refusal.challenge().isEmpty()) {
        request.response().putHeader(Refusal.CHALLENGE_HEADER, refusal.challenge());
      }
      turnAway(request, encoding, Answer.refused(refusal));
    } else if (signal == null) {
      turnAway(
          request,
          encoding,
          Answer.Code.NOT_FOUND,
          WrongRequest.PATH,
          WrongRequest.pathInstead(request.path()));
    } else if (!request.method().equals(HttpMethod.POST)) {
      request.response().putHeader(HttpHeaders.ALLOW, "POST");
      turnAway(
          request,
          encoding,
          Answer.Code.METHOD_NOT_ALLOWED,
          WrongRequest.METHOD,
          "only POST is allowed: this port is for OpenTelemetry exporters");
    } else if (encoding == null) {
      turnAway(
          request,
          encoding,
          Answer.Code.UNSUPPORTED,
          WrongRequest.CONTENT_TYPE,
          "Content-Type must be application/x-protobuf or application/json");
    } else if (!gzip && !coding.equals(IDENTITY)) {
      request.response().putHeader(HttpHeaders.ACCEPT_ENCODING, GZIP);
      turnAway(
          request,
          encoding,
          Answer.Code.UNSUPPORTED,
          WrongRequest.ENCODING,
          "Content-Encoding must be gzip or none");
    } else {
      RequestHead head = new RequestHead(signal, Transport.HTTP, encoding, gzip);
      requests.begin(request, new Call(((Identity) admission).tenant(), head));
    }
  }

  /** The answer to a sender that speaks gRPC. */
  private Answer grpc(HttpServerRequest request) {
    if (access.admit(Port.OTLP_HTTP, Role.INGEST, request) instanceof Refusal refusal) {
      return Answer.refused(refusal);
    }
    String advice = WrongRequest.grpcAtHttpPort(grpcPort.getAsInt());
    count(WrongRequest.PROTOCOL, request, advice);
    return Answer.refused(Answer.Code.UNSUPPORTED, advice);
  }

  /** The content coding, RFC 9110, 8.4.1: an absent or empty one is none, and x-gzip is gzip. */
  private static String coding(String header) {
    String coding = header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
    return switch (coding) {
      case "" -> IDENTITY;
      case "x-gzip" -> GZIP;
      default -> coding;
    };
  }

  /** Answers a request that is not an OTLP request. Its body is skipped, or not even asked for. */
  private void turnAway(
      HttpServerRequest request,
      Encoding encoding,
      Answer.Code code,
      WrongRequest reason,
      String advice) {
    count(reason, request, advice);
    turnAway(request, encoding, Answer.refused(code, advice));
  }

  private void count(WrongRequest reason, HttpServerRequest request, String advice) {
    wrong.count(Transport.HTTP, reason, request.remoteAddress(), advice);
  }

  private static void turnAway(HttpServerRequest request, Encoding encoding, Answer answer) {
    EarlyResponse.give(request, () -> respond(request, answer, Signal.TRACES, encoding));
  }

  private static void respond(
      HttpServerRequest request, Answer answer, Signal signal, Encoding encoding) {
    Encoding written = encoding == null ? Encoding.JSON : encoding;
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .setStatusCode(answer.code().httpStatus())
        .putHeader(HttpHeaders.CONTENT_TYPE, written.contentType());
    if (answer.code() == Answer.Code.OVERLOADED) {
      response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(Answer.RETRY_SECONDS));
    }
    response.end(Buffer.buffer(AnswerBody.of(answer, signal, written)));
  }

  private record Call(String tenant, RequestHead head) implements Protocol {
    @Override
    public Signal signal() {
      return head.signal();
    }

    @Override
    public Transport transport() {
      return Transport.HTTP;
    }

    @Override
    public int framing() {
      return 0;
    }

    @Override
    public Answer accept(Intake intake, byte[] body, int size) {
      return intake.accept(head, body, 0, size);
    }

    @Override
    public void respond(HttpServerRequest request, Answer answer) {
      OtlpHttp.respond(request, answer, head.signal(), head.encoding());
    }
  }
}
