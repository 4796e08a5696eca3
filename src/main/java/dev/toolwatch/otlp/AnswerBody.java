package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.signal.Signal;
import dev.toolwatch.wire.ByteSink;
import dev.toolwatch.wire.ProtobufWriter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Writes the body of an answer: an Export…ServiceResponse or a google.rpc.Status. Pure functions.
 */
final class AnswerBody {
  private static final String RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";

  private static final byte[] NOTHING_TO_SAY = {};

  private static final int EXPECTED_BYTES = 128;

  /** Far more than any message needs: the longest one quotes one attribute of the request. */
  private static final int MAX_BYTES = 64 * 1024;

  private AnswerBody() {}

  static byte[] of(Answer answer, Signal signal, Encoding encoding) {
    boolean accepted = answer.code() == Answer.Code.ACCEPTED;
    return switch (encoding) {
      case PROTOBUF -> accepted ? response(answer) : status(answer);
      case JSON ->
          (accepted ? jsonResponse(answer, signal) : jsonStatus(answer)).encode().getBytes(UTF_8);
    };
  }

  /** An Export…ServiceResponse. It has the same fields for all three signals. */
  static byte[] response(Answer answer) {
    if (!isPartial(answer)) {
      return NOTHING_TO_SAY;
    }
    ByteSink bytes = new ByteSink(EXPECTED_BYTES, MAX_BYTES);
    ProtobufWriter out = new ProtobufWriter(bytes);
    int partial = out.open(1);
    out.uintUnlessZero(1, answer.rejected());
    out.stringUnlessEmpty(2, answer.message());
    out.close(partial);
    return bytes.toByteArray();
  }

  /** A google.rpc.Status. A retryable one carries a RetryInfo. */
  static byte[] status(Answer answer) {
    ByteSink bytes = new ByteSink(EXPECTED_BYTES, MAX_BYTES);
    ProtobufWriter out = new ProtobufWriter(bytes);
    out.uintUnlessZero(1, answer.code().grpcStatus());
    out.stringUnlessEmpty(2, answer.message());
    if (answer.code() == Answer.Code.OVERLOADED) {
      int detail = out.open(3);
      out.string(1, RETRY_INFO);
      int retryInfo = out.open(2);
      int delay = out.open(1);
      out.uint(1, Answer.RETRY_SECONDS);
      out.close(delay);
      out.close(retryInfo);
      out.close(detail);
    }
    return bytes.toByteArray();
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
