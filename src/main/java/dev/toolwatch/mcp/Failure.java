package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Text;
import java.util.List;

/** Tells whether and whose mistake a failure was. Pure functions. */
final class Failure {
  private static final long NO_CODE = 0;

  /** What a failed span is called that says nothing else (semantic conventions, error.type). */
  private static final String OTHER = "_OTHER";

  private static final List<byte[]> CANCELLATIONS =
      List.of(ascii("cancelled"), ascii("canceled"), ascii("CancelledError"));

  private Failure() {}

  private static byte[] ascii(String word) {
    return word.getBytes(US_ASCII);
  }

  /** Sets outcome and error type from {@code error.type}, the JSON-RPC code and the status. */
  static void classify(SpanView span, Names names, Operation into) {
    Attributes attributes = span.attributes();
    boolean typed = attributes.hasText(AttributeKey.ERROR_TYPE.id());
    Text type = attributes.text(AttributeKey.ERROR_TYPE.id());
    long code = attributes.asLong(AttributeKey.RPC_RESPONSE_STATUS_CODE.id(), NO_CODE);
    if (code == NO_CODE && typed) {
      code = type.asLong(NO_CODE);
    }
    if (!typed && code >= 0 && span.statusCode() != SpanView.STATUS_ERROR) {
      return;
    }
    boolean callersMistake = isCallersMistake(code) || typed && isCancellation(type);
    into.failed(
        callersMistake ? Outcome.CLIENT_ERROR : Outcome.SERVER_ERROR,
        typed ? names.of(type) : code < 0 ? Long.toString(code) : OTHER);
  }

  /**
   * The JSON-RPC codes that are the client's mistake (MCP semantic conventions since July 2026; the
   * last three by protocol revision 2026-07-28), even where an SDK sets the status ERROR.
   */
  private static boolean isCallersMistake(long code) {
    return code == -32700
        || code == -32600
        || code == -32601
        || code == -32602
        || code == -32002
        || code == -32020
        || code == -32021
        || code == -32022;
  }

  private static boolean isCancellation(Text type) {
    for (byte[] cancellation : CANCELLATIONS) {
      if (type.is(cancellation)) {
        return true;
      }
    }
    return false;
  }
}
