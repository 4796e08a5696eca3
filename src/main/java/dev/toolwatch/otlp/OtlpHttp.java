package dev.toolwatch.otlp;

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

/** OTLP/HTTP (OTLP 1.11, "OTLP/HTTP"). Used on its event loop only. */
final class OtlpHttp {
  private final AccessControl access;
  private final OpenRequests requests;

  OtlpHttp(AccessControl access, OpenRequests requests) {
    this.access = access;
    this.requests = requests;
  }

  void handle(HttpServerRequest request) {
    Signal signal = Signal.ofHttpPath(request.path());
    Encoding encoding = Encoding.ofContentType(request.getHeader(HttpHeaders.CONTENT_TYPE));
    String compression = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    boolean gzip = "gzip".equalsIgnoreCase(compression);
    Admission admission = access.admit(Port.OTLP_HTTP, Role.INGEST, request);
    if (admission instanceof Refusal refusal) {
      if (!refusal.challenge().isEmpty()) {
        request.response().putHeader(Refusal.CHALLENGE_HEADER, refusal.challenge());
      }
      turnAway(request, encoding, Answer.refused(refusal));
    } else if (signal == null) {
      turnAway(request, encoding, Answer.Code.NOT_FOUND, "no such path: see /v1/traces");
    } else if (!request.method().equals(HttpMethod.POST)) {
      request.response().putHeader(HttpHeaders.ALLOW, "POST");
      turnAway(request, encoding, Answer.Code.METHOD_NOT_ALLOWED, "only POST is allowed");
    } else if (encoding == null) {
      turnAway(
          request,
          encoding,
          Answer.Code.UNSUPPORTED,
          "Content-Type must be application/x-protobuf or application/json");
    } else if (!gzip && compression != null && !"identity".equalsIgnoreCase(compression)) {
      request.response().putHeader(HttpHeaders.ACCEPT_ENCODING, "gzip");
      turnAway(request, encoding, Answer.Code.UNSUPPORTED, "Content-Encoding must be gzip or none");
    } else {
      requests.begin(request, new Call(new RequestHead(signal, Transport.HTTP, encoding, gzip)));
    }
  }

  /** Answers a request that is not an OTLP request. Its body is skipped, or not even asked for. */
  private static void turnAway(
      HttpServerRequest request, Encoding encoding, Answer.Code code, String message) {
    turnAway(request, encoding, Answer.refused(code, message));
  }

  private static void turnAway(HttpServerRequest request, Encoding encoding, Answer answer) {
    if (EarlyResponse.awaitsContinue(request)) {
      EarlyResponse.announce(request);
      respond(request, answer, Signal.TRACES, encoding);
      EarlyResponse.part(request);
    } else {
      respond(request, answer, Signal.TRACES, encoding);
    }
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

  private record Call(RequestHead head) implements Protocol {
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
