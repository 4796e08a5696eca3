package dev.toolwatch.demo;

import static dev.toolwatch.demo.Convention.*;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.time.Instant;

/**
 * An error that a tool raised, as its server tells it: by an event of the span, and where the server logs
 * it, by a log record of the same span. Immutable.
 */
final class RaisedError implements Raising {
  private final PlannedOperation operation;
  private final Fault fault;
  private final Logger logger;

  RaisedError(PlannedOperation operation, Fault fault, Logger logger) {
    this.operation = operation;
    this.fault = fault;
    this.logger = logger;
  }

  @Override
  public void tell(Span span, Instant at) {
    McpServer server = operation.server();
    String tool = operation.request().target();
    Attributes exception =
        Attributes.of(
            EXCEPTION_TYPE,
            fault.type(),
            EXCEPTION_MESSAGE,
            fault.message(),
            EXCEPTION_STACKTRACE,
            StackTraceText.of(server, tool, fault, operation.number()));
    span.setStatus(StatusCode.ERROR, fault.message()).setAttribute(ERROR_TYPE, fault.type());
    span.addEvent("exception", exception, at);
    if (server.language().logsExceptions()) {
      logger
          .logRecordBuilder()
          .setContext(Context.root().with(span))
          .setTimestamp(at)
          .setObservedTimestamp(at)
          .setSeverity(Severity.ERROR)
          .setSeverityText("ERROR")
          .setBody("Error executing tool " + tool)
          .setAllAttributes(exception)
          .emit();
    }
  }
}
