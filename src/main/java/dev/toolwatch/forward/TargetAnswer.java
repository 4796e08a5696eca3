package dev.toolwatch.forward;

import static dev.toolwatch.wire.ProtobufReader.LENGTH;
import static dev.toolwatch.wire.ProtobufReader.VARINT;
import static dev.toolwatch.wire.ProtobufReader.tag;

import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufReader;
import dev.toolwatch.wire.Text;
import java.time.Instant;
import java.util.Base64;

/**
 * What the answers of OTLP servers mean (OTLP 1.11, "OTLP/gRPC Response" and "OTLP/HTTP Response").
 * Pure functions. Answers are not trusted: what cannot be read is as if it was not there.
 */
final class TargetAnswer {
  private static final int CANCELLED = 1;
  private static final int DEADLINE_EXCEEDED = 4;
  private static final int RESOURCE_EXHAUSTED = 8;
  private static final int ABORTED = 10;
  private static final int OUT_OF_RANGE = 11;
  private static final int UNAVAILABLE = 14;
  private static final int DATA_LOSS = 15;

  private static final String RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";

  private TargetAnswer() {}

  /**
   * An answer over HTTP.
   *
   * @param body its first bytes
   * @param retryAfter the header of that name, or null
   */
  static SendResult http(int status, byte[] body, String retryAfter, Instant now) {
    if (status >= 200 && status < 300) {
      return delivered(body);
    }
    String reason = "HTTP " + status;
    String message = message(body);
    String told = message.isEmpty() ? reason : reason + ": " + message;
    return switch (status) {
      case 429, 502, 503, 504 ->
          new SendResult.Retry(HttpAnswer.retryAfterMillis(retryAfter, now), told);
      default -> new SendResult.Refused(told);
    };
  }

  /**
   * An answer over gRPC.
   *
   * @param status the code, 0 for success
   * @param body the message of a success
   * @param details the trailer grpc-status-details-bin, or null
   */
  static SendResult grpc(int status, String message, byte[] body, String details) {
    if (status == 0) {
      return delivered(body);
    }
    String told =
        "gRPC status " + status + (message == null ? "" : ": " + HttpAnswer.plain(message));
    long retryMillis = retryInfoMillis(details);
    return switch (status) {
      case CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS ->
          new SendResult.Retry(Math.max(0, retryMillis), told);
      case RESOURCE_EXHAUSTED ->
          retryMillis < 0 ? new SendResult.Refused(told) : new SendResult.Retry(retryMillis, told);
      default -> new SendResult.Refused(told);
    };
  }

  /** An Export…ServiceResponse, whose first field is the partial success. */
  private static SendResult delivered(byte[] body) {
    ProtobufReader in = new ProtobufReader();
    in.reset(body, 0, body.length);
    long rejected = 0;
    Text message = new Text();
    try {
      while (in.hasMore()) {
        int tag = in.tag();
        if (tag != tag(1, LENGTH)) {
          in.skip(tag);
          continue;
        }
        int outer = in.enter();
        while (in.hasMore()) {
          int field = in.tag();
          if (field == tag(1, VARINT)) {
            rejected = in.varint();
          } else if (field == tag(2, LENGTH)) {
            in.text(message);
          } else {
            in.skip(field);
          }
        }
        in.leave(outer);
      }
    } catch (MalformedException e) {
      return new SendResult.Delivered(0, "");
    }
    String told = HttpAnswer.plain(message.toString());
    return new SendResult.Delivered(
        Math.max(0, rejected), told.isEmpty() ? "it does not say why" : told);
  }

  /** The message of a google.rpc.Status, or empty. */
  private static String message(byte[] body) {
    ProtobufReader in = new ProtobufReader();
    in.reset(body, 0, body.length);
    Text message = new Text();
    try {
      while (in.hasMore()) {
        int tag = in.tag();
        if (tag == tag(2, LENGTH)) {
          in.text(message);
        } else {
          in.skip(tag);
        }
      }
      return HttpAnswer.plain(message.toString());
    } catch (MalformedException e) {
      return "";
    }
  }

  /** The delay of a RetryInfo in a google.rpc.Status, or -1 if there is none. */
  private static long retryInfoMillis(String details) {
    if (details == null) {
      return -1;
    }
    try {
      byte[] status = Base64.getDecoder().decode(details.strip());
      ProtobufReader in = new ProtobufReader();
      in.reset(status, 0, status.length);
      while (in.hasMore()) {
        int tag = in.tag();
        if (tag == tag(3, LENGTH)) {
          int outer = in.enter();
          long millis = anyMillis(in);
          in.leave(outer);
          if (millis >= 0) {
            return millis;
          }
        } else {
          in.skip(tag);
        }
      }
    } catch (MalformedException | IllegalArgumentException e) {
      return -1;
    }
    return -1;
  }

  /** A google.protobuf.Any, which may hold a RetryInfo. */
  private static long anyMillis(ProtobufReader in) throws MalformedException {
    Text type = new Text();
    long millis = 0;
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == tag(1, LENGTH)) {
        in.text(type);
      } else if (tag == tag(2, LENGTH)) {
        int outer = in.enter();
        if (type.toString().equals(RETRY_INFO)) {
          millis = delayMillis(in);
        }
        in.leave(outer);
      } else {
        in.skip(tag);
      }
    }
    return type.toString().equals(RETRY_INFO) ? millis : -1;
  }

  /** A RetryInfo, whose first field is a duration of seconds and nanoseconds. */
  private static long delayMillis(ProtobufReader in) throws MalformedException {
    long millis = 0;
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag != tag(1, LENGTH)) {
        in.skip(tag);
        continue;
      }
      int outer = in.enter();
      while (in.hasMore()) {
        int field = in.tag();
        if (field == tag(1, VARINT)) {
          millis += Math.max(0, Math.min(in.varint(), Integer.MAX_VALUE)) * 1000;
        } else if (field == tag(2, VARINT)) {
          millis += Math.max(0, Math.min(in.varint(), 999_999_999)) / 1_000_000;
        } else {
          in.skip(field);
        }
      }
      in.leave(outer);
    }
    return millis;
  }
}
