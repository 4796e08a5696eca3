package dev.toolwatch.demo;

import dev.toolwatch.demo.Request.ToolCall;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Calls of the fleet's tools, and what its SDKs have sent of them over gRPC and HTTP. */
public final class PlayedFleet {
  /** Failing calls of each tool that {@link #failing} calls. */
  public static final int CALLS = 4;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private PlayedFleet() {}

  /** What was sent. */
  public record Sent(ExportTraceServiceRequest traces, ExportLogsServiceRequest logs) {}

  /** Calls of the first tool of each server, and of the one that has a span of its own, that raise errors. */
  public static Sent failing(Instant at) {
    Stream<ToolCall> first =
        Fleet.SERVERS.stream().map(server -> new ToolCall(server.tools().get(0)));
    Stream<ToolCall> withSpan =
        Fleet.SERVERS.stream()
            .flatMap(server -> server.tools().stream())
            .filter(Tool::hasSpan)
            .map(ToolCall::new);
    List<PlannedOperation> calls =
        Stream.concat(first, withSpan)
            .flatMap(
                call -> IntStream.rangeClosed(1, CALLS).mapToObj(number -> failing(call, number)))
            .toList();
    return play(calls, at);
  }

  /** A call that would go well, of the tool that has a bug in every other {@link Releases release}. */
  public static Sent release(Instant at) {
    McpServer server = serverOf(Releases.BROKEN_TOOL);
    Tool tool =
        server.tools().stream()
            .filter(one -> one.name().equals(Releases.BROKEN_TOOL))
            .findAny()
            .orElseThrow();
    long number = at.getEpochSecond();
    return play(List.of(PlayedErrors.call(server, tool, Ending.OK, number)), at);
  }

  private static PlannedOperation failing(ToolCall call, int number) {
    return new PlannedOperation(
        number,
        1,
        serverOf(call.tool().name()),
        call,
        number,
        "",
        Ending.EXCEPTION,
        200_000_000,
        number % 2 == 0,
        false);
  }

  private static McpServer serverOf(String tool) {
    return Fleet.SERVERS.stream()
        .filter(server -> server.tools().stream().anyMatch(one -> one.name().equals(tool)))
        .findAny()
        .orElseThrow();
  }

  private static Sent play(List<PlannedOperation> operations, Instant first) {
    try (TestReceiver receiver = new TestReceiver()) {
      Exporters exporters =
          new Exporters(
              receiver.grpcEndpoint(),
              receiver.httpEndpoint(),
              Optional.empty(),
              new DeliveryReport(InstantSource.system()));
      FleetTelemetry telemetry =
          new FleetTelemetry(
              exporters::spanExporter,
              exporters::logExporter,
              exporters::metricExporter,
              new SeededIds(new SplittableRandom(first.getEpochSecond())),
              InstantSource.system());
      Emitter emitter = new Emitter(telemetry::process, telemetry.agent());
      Instant end = first;
      for (PlannedOperation operation : operations) {
        emitter.emit(operation, end);
        end = end.plusMillis(1);
      }
      telemetry.close(PATIENCE);
      return new Sent(receiver.traces(), receiver.resourceLogs());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
