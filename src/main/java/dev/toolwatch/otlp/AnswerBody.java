package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Writes answers: an Export…ServiceResponse, or a google.rpc.Status. Pure functions. */
final class AnswerBody {
  private static final String RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";

  private AnswerBody() {}

  static byte[] of(Answer answer, Signal signal, Encoding encoding) {
    boolean accepted = answer.code() == Answer.Code.ACCEPTED;
    return switch (encoding) {
      case PROTOBUF -> accepted ? response(answer) : status(answer);
      case JSON ->
          (accepted ? jsonResponse(answer, signal) : jsonStatus(answer)).encode().getBytes(UTF_8);
    };
  }

  /** An Export…ServiceResponse: the three have the same fields. */
  static byte[] response(Answer answer) {
    ProtobufWriter response = new ProtobufWriter();
    if (isPartial(answer)) {
      response.message(
          1, new ProtobufWriter().integer(1, answer.rejected()).text(2, answer.message()));
    }
    return response.toByteArray();
  }

  /** A google.rpc.Status; one that may be tried again says so by a RetryInfo. */
  static byte[] status(Answer answer) {
    ProtobufWriter status =
        new ProtobufWriter().integer(1, answer.code().grpcStatus()).text(2, answer.message());
    if (answer.code() == Answer.Code.OVERLOADED) {
      ProtobufWriter delay = new ProtobufWriter().integer(1, Answer.RETRY_SECONDS);
      ProtobufWriter retryInfo = new ProtobufWriter().message(1, delay);
      status.message(3, new ProtobufWriter().text(1, RETRY_INFO).message(2, retryInfo));
    }
    return status.toByteArray();
  }

  private static JsonObject jsonResponse(Answer answer, Signal signal) {
    JsonObject response = new JsonObject();
    if (isPartial(answer)) {
      JsonObject partial = new JsonObject();
      // ProtoJSON writes 64-bit integers as strings.
      partial.put(signal.rejectedField(), Long.toString(answer.rejected()));
      partial.put("errorMessage", answer.message());
      response.put("partialSuccess", partial);
    }
    return response;
  }

  private static JsonObject jsonStatus(Answer answer) {
    JsonObject status =
        new JsonObject().put("code", answer.code().grpcStatus()).put("message", answer.message());
    if (answer.code() == Answer.Code.OVERLOADED) {
      JsonObject retryInfo =
          new JsonObject().put("@type", RETRY_INFO).put("retryDelay", Answer.RETRY_SECONDS + "s");
      status.put("details", new JsonArray().add(retryInfo));
    }
    return status;
  }

  private static boolean isPartial(Answer answer) {
    return answer.rejected() > 0 || !answer.message().isEmpty();
  }
}
