package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.Text;
import java.util.List;
import java.util.stream.Stream;

/**
 * Decides whether an operation failed and who is to blame. The sources, most reliable first, are
 * the JSON-RPC code, {@code error.type}, the exceptions of the span and the HTTP status. Reused;
 * not thread-safe.
 */
final class FailureClassifier {
  private static final long NO_CODE = 0;
  private static final long METHOD_NOT_FOUND = -32601;
  private static final long INVALID_PARAMS = -32602;

  /** Error type of a failed span that gives no other (semantic conventions, error.type). */
  private static final String OTHER = "_OTHER";

  /** Error type of a failure of the tool itself (semantic conventions for MCP, error.type). */
  private static final String TOOL_ERROR = "tool_error";

  /** JSON-RPC code for "the client has to open a URL first" (MCP 2025-11-25, URL elicitation). */
  private static final long URL_ELICITATION_REQUIRED = -32042;

  /** Error types that say that the caller has given up. */
  private static final Vocabulary CANCELLATIONS =
      new Vocabulary(
          List.of("cancelled", "canceled", "Cancelled", "Canceled", "CANCELLED", "CANCELED"));

  /** What the names of such error types end in, whatever language or library they are from. */
  private static final byte[][] CANCELLATION_ENDINGS =
      Stream.of(
              "AbortError",
              "CancelledError",
              "CanceledError",
              "CancelledException",
              "CanceledException",
              "CancellationException",
              "context canceled")
          .map(ending -> ending.getBytes(US_ASCII))
          .toArray(byte[][]::new);

  /**
   * Error types that servers use when the requested name does not exist. Whole names, because those
   * of other packages end like these: {@code elasticsearch.NotFoundError} is the tool's own problem.
   */
  private static final Vocabulary NOT_FOUND =
      new Vocabulary(
          List.of(
              "NotFoundError",
              "fastmcp.exceptions.NotFoundError",
              "ToolNotFoundError",
              "ToolNotFoundException",
              "UnknownToolError"));

  /**
   * Error types that servers use when the arguments are invalid, without their packages. Not what
   * they end in: {@code ResponseValidationError} is about the server's own answer.
   */
  private static final Vocabulary INVALID =
      new Vocabulary(
          List.of("ValidationError", "RequestValidationError", "ZodError", "InvalidParamsError"));

  private static final byte[] PACKAGE_SEPARATORS = ".:/$\\".getBytes(US_ASCII);

  /**
   * Exceptions in which FastMCP wraps the real reason. The first exception is then the real one.
   */
  private static final Vocabulary WRAPPERS = new Vocabulary(List.of("MCPError", "McpError"));

  private static final AttributeKey[] CODES = {
    AttributeKey.RPC_RESPONSE_STATUS_CODE,
    AttributeKey.RPC_JSONRPC_ERROR_CODE,
    AttributeKey.MCP_ERROR_CODE,
    AttributeKey.ERROR_TYPE
  };

  private final Text type = new Text();
  private final Text lastPart = new Text();
  private boolean unknownTarget;

  /** Sets the outcome and error type of an operation from its span. */
  void classify(SpanView span, NameCache names, Operation into) {
    boolean failed = span.statusCode() == SpanView.STATUS_ERROR;
    Attributes attributes = span.attributes();
    if (AttributeKey.ERROR_TYPE.isTextIn(attributes)) {
      type.set(AttributeKey.ERROR_TYPE.textIn(attributes));
    } else if (failed) {
      type.set(span.lastException().type());
    } else {
      type.clear();
    }
    Text reason = isWrapper(type) ? span.firstException().type() : type;
    classify(attributes, failed, reason, names, into);
  }

  /** Whether an exception of this type only wraps the first one of its span. */
  static boolean isWrapper(Text type) {
    return WRAPPERS.find(type) >= 0;
  }

  /** Sets the outcome and error type from a metric data point, which has only attributes. */
  void classify(Attributes attributes, NameCache names, Operation into) {
    if (AttributeKey.ERROR_TYPE.isTextIn(attributes)) {
      type.set(AttributeKey.ERROR_TYPE.textIn(attributes));
    } else {
      type.clear();
    }
    classify(attributes, false, type, names, into);
  }

  private void classify(
      Attributes attributes, boolean failed, Text reason, NameCache names, Operation into) {
    long code = code(attributes);
    boolean notFound = NOT_FOUND.find(reason) >= 0;
    unknownTarget = code == INVALID_PARAMS || code == METHOD_NOT_FOUND || notFound;
    if (code != NO_CODE || !type.isEmpty()) {
      boolean callersMistake =
          notFound
              || isCallersMistake(code)
              || isCancellation(reason)
              || isInvalid(reason)
              || isCallersStatus(reason.asLong(0));
      into.failed(
          callersMistake ? Outcome.CLIENT_ERROR : Outcome.SERVER_ERROR,
          type.isEmpty() ? Long.toString(code) : names.of(type));
    } else if (isError(attributes)) {
      into.failed(Outcome.SERVER_ERROR, TOOL_ERROR);
    } else {
      classifyByStatus(failed, httpStatus(attributes), into);
    }
  }

  private static boolean isCancellation(Text reason) {
    for (byte[] ending : CANCELLATION_ENDINGS) {
      if (reason.endsWith(ending)) {
        return true;
      }
    }
    return CANCELLATIONS.find(reason) >= 0;
  }

  private boolean isInvalid(Text reason) {
    int from = 0;
    for (byte separator : PACKAGE_SEPARATORS) {
      from = Math.max(from, reason.lastIndexOf(separator, reason.length()) + 1);
    }
    lastPart.setPart(reason, from, reason.length() - from);
    return INVALID.find(lastPart) >= 0;
  }

  private static void classifyByStatus(boolean failed, long http, Operation into) {
    if (http >= 400) {
      into.failed(
          isCallersStatus(http) ? Outcome.CLIENT_ERROR : Outcome.SERVER_ERROR, Long.toString(http));
    } else if (failed) {
      into.failed(Outcome.SERVER_ERROR, OTHER);
    }
  }

  /** Whether this HTTP status blames the caller. Some emitters write the status to error.type. */
  private static boolean isCallersStatus(long status) {
    return status >= 400 && status < 500;
  }

  /** Whether the operation just classified failed because the requested name does not exist. */
  boolean isUnknownTarget() {
    return unknownTarget;
  }

  /** The first JSON-RPC error code. These are negative; any other number is not one. */
  private static long code(Attributes attributes) {
    for (AttributeKey key : CODES) {
      long code = key.numberIn(attributes, NO_CODE);
      if (code < 0) {
        return code;
      }
    }
    return NO_CODE;
  }

  private static boolean isError(Attributes attributes) {
    int key = AttributeKey.MCP_TOOL_RESULT_IS_ERROR.ordinal();
    return attributes.type(key) == Attributes.Type.BOOL && attributes.number(key) != 0;
  }

  private static long httpStatus(Attributes attributes) {
    long status = AttributeKey.HTTP_RESPONSE_STATUS_CODE.numberIn(attributes, 0);
    return status != 0 ? status : AttributeKey.HTTP_STATUS_CODE.numberIn(attributes, 0);
  }

  /**
   * Whether this JSON-RPC code is the client's mistake, even if an SDK sets the status ERROR (MCP
   * semantic conventions since July 2026; the three codes from -32020 are from protocol revision
   * 2026-07-28).
   */
  private static boolean isCallersMistake(long code) {
    return code == -32700
        || code == -32600
        || code == METHOD_NOT_FOUND
        || code == INVALID_PARAMS
        || code == -32002
        || code == -32020
        || code == -32021
        || code == -32022
        || code == URL_ELICITATION_REQUIRED;
  }
}
