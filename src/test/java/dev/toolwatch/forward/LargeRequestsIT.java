package dev.toolwatch.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The largest requests, several at once, in the heap of the container, while a target is away. */
@Timeout(120)
class LargeRequestsIT {
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";
  private static final int ATTRIBUTE_BYTES = 62_000;
  private static final int TOO_MANY = 900;

  /** In 12.4 MB: a little less than a twelfth of the heap. */
  private static final int MANY = 196;

  private static final int EACH = 4;

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path directory;

  private static ExportTraceServiceRequest spans(int number) {
    Span.Builder[] spans = new Span.Builder[number];
    for (int i = 0; i < number; i++) {
      spans[i] =
          Requests.toolCall("find", Duration.ofMillis(15))
              .setTraceId(Requests.id(ThreadLocalRandom.current().nextLong(), i + 1))
              .setSpanId(Requests.id(ThreadLocalRandom.current().nextLong()))
              .addAttributes(Requests.attribute("text", "x".repeat(ATTRIBUTE_BYTES)));
    }
    return Requests.request("large", spans);
  }

  private int send(PackagedToolwatch toolwatch, String type, byte[] body) throws Exception {
    URI traces =
        URI.create("http://localhost:%d/v1/traces".formatted(toolwatch.toolwatch().httpPort()));
    HttpRequest request =
        HttpRequest.newBuilder(traces)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Test
  void largestRequests_doNotEndTheProcess_andLargerOnesAreRefused() throws Exception {
    ExportTraceServiceRequest tooLarge = spans(TOO_MANY);
    try (PackagedToolwatch toolwatch =
        PackagedToolwatch.startInContainerHeap(
            "toolwatch.store.path=" + directory,
            "toolwatch.forward.targets.away.endpoint=http://127.0.0.1:9",
            "toolwatch.forward.targets.away.traces=all",
            "toolwatch.forward.targets.away.protocol=http/protobuf")) {
      assertThat(send(toolwatch, PROTOBUF, tooLarge.toByteArray())).isEqualTo(413);
      assertThat(send(toolwatch, JSON, OtlpJson.json(tooLarge))).isEqualTo(413);
      assertThat(statuses(toolwatch)).isNotEmpty().allMatch(status -> status == 200);
      assertThat(toolwatch.isRunning()).isTrue();
      // Faster than any disk, so that memory is full: what is pushed out is counted.
      await()
          .untilAsserted(
              () -> {
                MetricsText now = toolwatch.toolwatch().scrape();
                long waiting = now.sum("toolwatch_forward_waiting_items");
                assertThat(waiting).isPositive();
                assertThat(waiting + now.sum("toolwatch_forward_items_total", "result", "dropped"))
                    .isEqualTo(3L * EACH * MANY);
              });
    }
  }

  private List<Integer> statuses(PackagedToolwatch toolwatch) throws Exception {
    ExecutorService senders = Executors.newFixedThreadPool(3);
    try {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < EACH; i++) {
        for (String type : List.of(JSON, PROTOBUF, JSON)) {
          answers.add(
              senders.submit(
                  () -> {
                    ExportTraceServiceRequest spans = spans(MANY);
                    byte[] body = type.equals(JSON) ? OtlpJson.json(spans) : spans.toByteArray();
                    return send(toolwatch, type, body);
                  }));
        }
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get());
      }
      return statuses;
    } finally {
      senders.shutdown();
    }
  }
}
