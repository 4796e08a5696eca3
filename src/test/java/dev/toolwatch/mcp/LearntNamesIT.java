package dev.toolwatch.mcp;

import static dev.toolwatch.testing.NumberedRequests.REQUEST;
import static dev.toolwatch.testing.NumberedRequests.SPAN;
import static dev.toolwatch.testing.Requests.attribute;
import static dev.toolwatch.testing.Requests.failed;
import static dev.toolwatch.testing.Requests.toolCall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.HonestPeers;
import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.NumberedRequests;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.testing.Toolwatch;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One sender makes up names in every place where Toolwatch may remember them, one after the other
 * in the same process, in the heap of the container that {@code compose.yaml} has. An honest sender keeps its name meanwhile.
 */
@Timeout(120)
@Tag("jar")
class LearntNamesIT {
  private static final int SPANS = 1000;

  /** Longer than a label may be. */
  private static final String PADDING = "n".repeat(237);

  private static final String NAME = SPAN + PADDING;
  private static final String SERVICE = REQUEST + PADDING;
  private static final Duration SHORT = Duration.ofMillis(3);

  private static PackagedToolwatch packaged;
  private static Toolwatch toolwatch;
  private static OtlpHttpClient client;

  /** What a sender may make up, and how many requests of {@link #SPANS} spans it takes. */
  private enum Names {
    TOOLS_OF_MANY_SERVICES(800, SERVICE) {
      @Override
      Span.Builder span(int index) {
        return toolCall(NAME, SHORT);
      }
    },
    ERROR_TYPES(100, SERVICE) {
      @Override
      Span.Builder span(int index) {
        return failed(toolCall("tool", SHORT), NAME);
      }
    },
    DEPENDENCIES(100, SERVICE) {
      @Override
      Span.Builder span(int index) {
        return index % 2 == 0
            ? toolCall(NAME, SHORT)
            : Requests.otherSpan(SHORT)
                .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
                .addAttributes(attribute("server.address", NAME));
      }
    },
    CLIENTS(300, SERVICE) {
      @Override
      Span.Builder span(int index) {
        return toolCall("tool", SHORT)
            .addAttributes(attribute("mcp.client.name", NAME))
            .addAttributes(attribute("mcp.client.version", NAME));
      }
    },
    SESSIONS_AND_USERS(300, SERVICE) {
      @Override
      Span.Builder span(int index) {
        return toolCall("tool", SHORT)
            .addAttributes(attribute("enduser.pseudo.id", NAME))
            .addAttributes(attribute("mcp.session.id", NAME));
      }
    },
    /** Every series that there is, each with durations over ten octaves. */
    WIDE_SERIES(150, SERVICE) {
      @Override
      Span.Builder span(int index) {
        return wide(index);
      }
    },
    WIDE_SERIES_OF_CLIENTS(150, SERVICE) {
      @Override
      Span.Builder span(int index) {
        return wide(index).setKind(Span.SpanKind.SPAN_KIND_CLIENT);
      }
    };

    private static Span.Builder wide(int index) {
      Span.Builder call =
          toolCall("tool" + index / 33 + PADDING, Duration.ofMillis(1L << index / 3 % 11));
      return index % 3 == 0 ? call : failed(call, index % 3 == 1 ? "timeout" : "-32602");
    }

    private final int requests;
    private final String service;

    Names(int requests, String service) {
      this.requests = requests;
      this.service = service;
    }

    abstract Span.Builder span(int index);
  }

  @BeforeAll
  static void start() throws IOException {
    packaged = PackagedToolwatch.startInContainerHeap();
    toolwatch = packaged.toolwatch();
    client = new OtlpHttpClient(toolwatch.httpPort(), HttpClient.Version.HTTP_1_1);
  }

  @AfterAll
  static void stop() throws IOException {
    packaged.close();
  }

  @ParameterizedTest
  @EnumSource
  void names_withoutEnd_areBoundedAndDisturbNobody(Names names) throws Exception {
    long before = ofHonestTool();
    HonestPeers honest = HonestPeers.of(toolwatch);
    try (honest) {
      await().until(() -> honest.sent() > 0);
      NumberedRequests attack = new NumberedRequests(names.service, SPANS, names::span);
      for (int i = 0; i < names.requests; i++) {
        int status = client.post("/v1/traces", attack.next(), OtlpHttpClient.PROTOBUF).statusCode();
        assertThat(status).as(packaged.isRunning() ? "running" : packaged.output()).isEqualTo(200);
      }
    }
    assertThat(packaged.isRunning()).isTrue();
    assertThat(honest.failures()).isEmpty();
    assertThat(honest.slowest()).isLessThan(Duration.ofSeconds(2));
    await().until(() -> ofHonestTool() == before + honest.sent());
    MetricsText page = toolwatch.compressedScrape();
    for (MetricsText.Sample used : page.select("toolwatch_series")) {
      String family = used.labels().get("family");
      assertThat(used.value())
          .as(family)
          .isLessThanOrEqualTo((double) page.sum("toolwatch_series_limit", "family", family));
    }
  }

  /** Calls that are counted under the name of the honest sender's tool. */
  private static long ofHonestTool() {
    return toolwatch
        .compressedScrape()
        .sum(
            "mcp_server_operation_duration_seconds_count",
            "service_name",
            "honest",
            "gen_ai_tool_name",
            "search");
  }

  @Test
  void memory_isBounded() throws IOException {
    assertThat(packaged.peakMemory()).isLessThan(512L << 20);
  }
}
