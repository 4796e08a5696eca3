package dev.toolwatch.mcp;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.Text;
import java.util.List;

/**
 * Tells whether an operation failed and whose mistake it was, by what is most telling: the JSON-RPC
 * code, then {@code error.type}, then the span's exceptions, then the HTTP status. Reused; not
 * thread-safe.
 */
final class FailureClassifier {
  private static final long NO_CODE = 0;
  private static final long METHOD_NOT_FOUND = -32601;
  private static final long INVALID_PARAMS = -32602;

  /** What a failed span is called that says nothing else (semantic conventions, error.type). */
  private static final String OTHER = "_OTHER";

  /** What a tool's own failure is called (semantic conventions for MCP, error.type). */
  private static final String TOOL_ERROR = "tool_error";

  /** How runtimes call it when the caller has given up. */
  private static final Vocabulary CANCELLATIONS =
      new Vocabulary(
          List.of(
              "cancelled",
              "canceled",
              "AbortError",
              "CancelledError",
              "asyncio.CancelledError",
              "asyncio.exceptions.CancelledError",
              "CancellationException",
              "java.util.concurrent.CancellationException",
              "OperationCanceledException",
              "System.OperationCanceledException",
              "TaskCanceledException",
              "System.Threading.Tasks.TaskCanceledException",
              "context canceled"));

  /** How servers call it when there is nothing of the name that was asked for. */
  private static final Vocabulary NOT_FOUND =
      new Vocabulary(
          List.of(
              "NotFoundError",
              "fastmcp.exceptions.NotFoundError",
              "ToolNotFoundError",
              "ToolNotFoundException",
              "UnknownToolError"));

  /** How servers call it when the arguments do not fit. */
  private static final Vocabulary INVALID =
      new Vocabulary(List.of("ValidationError", "pydantic_core._pydantic_core.ValidationError"));

  /** What FastMCP wraps the true reason in, which then is the first of the exceptions. */
  private static final Vocabulary WRAPPERS = new Vocabulary(List.of("MCPError", "McpError"));

  private static final AttributeKey[] CODES = {
    AttributeKey.RPC_RESPONSE_STATUS_CODE,
    AttributeKey.RPC_JSONRPC_ERROR_CODE,
    AttributeKey.MCP_ERROR_CODE,
    AttributeKey.ERROR_TYPE
  };

  private final Text type = new Text();
  private boolean unknownTarget;

  /** Sets the operation's outcome and error type by what its span says. */
  void classify(SpanView span, NameCache names, Operation into) {
    boolean failed = span.statusCode() == SpanView.STATUS_ERROR;
    Attributes attributes = span.attributes();
    if (AttributeKey.ERROR_TYPE.isTextIn(attributes)) {
      type.set(AttributeKey.ERROR_TYPE.textIn(attributes));
    } else if (failed) {
      type.set(span.lastException());
    } else {
      type.clear();
    }
    Text reason = WRAPPERS.find(type) >= 0 ? span.firstException() : type;
    classify(attributes, failed, reason, names, into);
  }

  /** The same for a data point of a metric, which has attributes alone. */
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
              || CANCELLATIONS.find(reason) >= 0
              || INVALID.find(reason) >= 0
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

  private static void classifyByStatus(boolean failed, long http, Operation into) {
    if (http >= 400) {
      into.failed(
          isCallersStatus(http) ? Outcome.CLIENT_ERROR : Outcome.SERVER_ERROR, Long.toString(http));
    } else if (failed) {
      into.failed(Outcome.SERVER_ERROR, OTHER);
    }
  }

  /** Whether this is a status of HTTP that blames the caller. Some write it into error.type. */
  private static boolean isCallersStatus(long status) {
    return status >= 400 && status < 500;
  }

  /** Whether what was just classified says that there is nothing of the name asked for. */
  boolean isUnknownTarget() {
    return unknownTarget;
  }

  /** The first JSON-RPC code: those are negative, what else is sent in its place is none. */
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
   * The JSON-RPC codes that are the client's mistake (MCP semantic conventions since July 2026; the
   * last three by protocol revision 2026-07-28), even where an SDK sets the status ERROR.
   */
  private static boolean isCallersMistake(long code) {
    return code == -32700
        || code == -32600
        || code == METHOD_NOT_FOUND
        || code == INVALID_PARAMS
        || code == -32002
        || code == -32020
        || code == -32021
        || code == -32022;
  }
}
