package dev.toolwatch.journal;

import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends calls of one service and sends every request again until it is acknowledged, as SDKs and the
 * Collector do. A call has a SERVER span and that of its tool, which often come in different requests.
 */
final class ResendingSender {
  private static final int CALLS = 20;
  private static final long RETRY_NANOS = 20_000_000;

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final int port;
  private final String service;
  private final boolean metrics;
  private final Thread thread = new Thread(this::run);
  private final long startNanos = System.currentTimeMillis() * 1_000_000;
  private final List<Span.Builder> later = new ArrayList<>();
  private long number;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile int refusedStatus;
  private volatile boolean stopping;
  private volatile boolean givingUp;

  ResendingSender(int port, String service) {
    this(port, service, false);
  }

  private ResendingSender(int port, String service, boolean metrics) {
    this.port = port;
    this.service = service;
    this.metrics = metrics;
  }

  /** One whose service counts its calls itself, in a cumulative histogram. */
  static ResendingSender ofMetrics(int port, String service) {
    return new ResendingSender(port, service, true);
  }

  String service() {
    return service;
  }

  void start() {
    thread.start();
  }

  /** Waits until what is being sent, and what belongs to it, is acknowledged. */
  void stop() {
    stopping = true;
    join();
  }

  /** Sends nothing again any more. */
  void giveUp() {
    givingUp = true;
    join();
  }

  private void join() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Calls that have been acknowledged. */
  long acknowledged() {
    return acknowledged.get();
  }

  int refusals() {
    return refusals.get();
  }

  int refusedStatus() {
    return refusedStatus;
  }

  private void run() {
    while (!stopping && !givingUp) {
      if (metrics) {
        number += CALLS;
        if (send("/v1/metrics", points())) {
          acknowledged.set(number);
        }
      } else if (send("/v1/traces", calls())) {
        acknowledged.addAndGet(CALLS);
      }
    }
    if (!later.isEmpty() && !givingUp) {
      Span.Builder[] rest = later.toArray(Span.Builder[]::new);
      later.clear();
      if (!send("/v1/traces", Requests.request(service, rest).toByteArray())) {
        throw new IllegalStateException("gave up");
      }
    }
  }

  /** The SERVER span of every other call comes in the next request, or that of its tool. */
  private byte[] calls() {
    List<Span.Builder> spans = new ArrayList<>(later);
    later.clear();
    for (int i = 0; i < CALLS; i++) {
      number++;
      Span.Builder server = Requests.toolCall("find", Duration.ofMillis(20));
      Span.Builder tool = Requests.toolCall("find", Duration.ofMillis(10));
      tool.setKind(Span.SpanKind.SPAN_KIND_INTERNAL);
      long end = System.currentTimeMillis() * 1_000_000;
      for (Span.Builder span : List.of(server, tool)) {
        span.setTraceId(Requests.id(service.hashCode(), startNanos + number));
        span.setStartTimeUnixNano(end - 20_000_000).setEndTimeUnixNano(end);
      }
      tool.setParentSpanId(server.getSpanId());
      spans.add(tool);
      (i % 2 == 0 ? spans : later).add(server);
    }
    return Requests.request(service, spans.toArray(Span.Builder[]::new)).toByteArray();
  }

  private byte[] points() {
    HistogramDataPoint.Builder point =
        HistogramDataPoint.newBuilder()
            .setStartTimeUnixNano(startNanos)
            .setTimeUnixNano(System.currentTimeMillis() * 1_000_000)
            .addAttributes(Requests.attribute("mcp.method.name", "tools/call"))
            .addAttributes(Requests.attribute("gen_ai.tool.name", "find"))
            .addExplicitBounds(0.1)
            .addBucketCounts(number)
            .addBucketCounts(0)
            .setCount(number)
            .setSum(number * 0.02);
    Metric metric =
        Metric.newBuilder()
            .setName("mcp.server.operation.duration")
            .setUnit("s")
            .setHistogram(
                Histogram.newBuilder()
                    .setAggregationTemporality(
                        AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
                    .addDataPoints(point))
            .build();
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(Requests.attribute("service.name", service)))
                .addScopeMetrics(
                    ScopeMetrics.newBuilder()
                        .setScope(InstrumentationScope.newBuilder().setName("mcp-sdk"))
                        .addMetrics(metric)))
        .build()
        .toByteArray();
  }

  /** Whether it was acknowledged before this sender gave up. */
  private boolean send(String path, byte[] body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(10))
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    while (!givingUp) {
      try {
        int status = client.send(request, BodyHandlers.discarding()).statusCode();
        if (status == 200) {
          return true;
        }
        refusedStatus = status;
        refusals.incrementAndGet();
      } catch (IOException e) {
        // The process is not there, or has been killed meanwhile: nobody knows whether it counted.
      } catch (InterruptedException e) {
        return false;
      }
      LockSupport.parkNanos(RETRY_NANOS);
    }
    return false;
  }
}
