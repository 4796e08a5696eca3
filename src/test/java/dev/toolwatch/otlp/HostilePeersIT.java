package dev.toolwatch.otlp;

import static dev.toolwatch.testing.RawHttp2.CONTINUATION;
import static dev.toolwatch.testing.RawHttp2.DATA;
import static dev.toolwatch.testing.RawHttp2.END_HEADERS;
import static dev.toolwatch.testing.RawHttp2.END_STREAM;
import static dev.toolwatch.testing.RawHttp2.HEADER_TABLE_SIZE;
import static dev.toolwatch.testing.RawHttp2.INITIAL_WINDOW_SIZE;
import static dev.toolwatch.testing.RawHttp2.PING;
import static dev.toolwatch.testing.RawHttp2.PRIORITY;
import static dev.toolwatch.testing.RawHttp2.RST_STREAM;
import static dev.toolwatch.testing.RawHttp2.WINDOW_UPDATE;
import static dev.toolwatch.testing.RawHttp2.bytes;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.HonestPeers;
import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.RawConnection;
import dev.toolwatch.testing.RawGrpc;
import dev.toolwatch.testing.RawHttp2;
import dev.toolwatch.testing.Toolwatch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Peers without a token that obey nothing, against the packaged application in the heap that its
 * container has: others are served meanwhile, and nothing of theirs is lost.
 */
@Timeout(60)
@Tag("alone")
class HostilePeersIT {
  /** Of both OTLP ports. */
  private static final int CONNECTIONS = 250;

  private static final int FRAMES = 200_000;

  private static final String REFUSED = "toolwatch_connections_refused_total";

  private static PackagedToolwatch packaged;
  private static Toolwatch toolwatch;

  private final List<AutoCloseable> held = new ArrayList<>();
  private HonestPeers honest;

  /** What a peer does on a connection for which it was given no limits. */
  private enum Attack {
    /** Streams that end in answers for which there is no window. */
    UNSENT_ANSWERS("requests") {
      @Override
      void frames(RawHttp2 peer) throws IOException {
        peer.settings(INITIAL_WINDOW_SIZE, 0);
        for (int i = 0; i < 30_000; i++) {
          peer.post(2 * i + 1, "/", END_STREAM | END_HEADERS);
        }
      }
    },
    UNENDED_REQUESTS("requests") {
      @Override
      void frames(RawHttp2 peer) {
        peer.settings();
        for (int i = 0; i < 30_000; i++) {
          call(peer, 2 * i + 1, END_HEADERS);
        }
      }
    },
    UNREAD_ANSWERS("requests") {
      @Override
      void frames(RawHttp2 peer) throws IOException {
        peer.settings();
        for (int i = 0; i < FRAMES; i++) {
          peer.post(2 * i + 1, "/", END_STREAM | END_HEADERS, "content-type", "application/json");
          flush(peer, i);
        }
      }
    },
    PINGS("frames") {
      @Override
      void frames(RawHttp2 peer) throws IOException {
        peer.settings();
        for (int i = 0; i < FRAMES; i++) {
          peer.frame(PING, 0, 0, new byte[8]);
          flush(peer, i);
        }
      }
    },
    SETTINGS("frames") {
      @Override
      void frames(RawHttp2 peer) throws IOException {
        for (int i = 0; i < FRAMES; i++) {
          peer.settings(HEADER_TABLE_SIZE, i, INITIAL_WINDOW_SIZE, i);
          flush(peer, i);
        }
      }
    },
    BIG_SETTINGS("frames") {
      @Override
      void frames(RawHttp2 peer) {
        int[] unknown = new int[2 * 2700];
        for (int i = 0; i < unknown.length; i += 2) {
          unknown[i] = 0x100 + i;
          unknown[i + 1] = 0x1000 + i;
        }
        peer.settings(unknown);
      }
    },
    PRIORITIES("frames") {
      @Override
      void frames(RawHttp2 peer) throws IOException {
        peer.settings();
        for (int i = 0; i < FRAMES; i++) {
          peer.frame(PRIORITY, 0, 2 * i + 3, new byte[] {(byte) 0x80, 0, 0, 1, 15});
          flush(peer, i);
        }
      }
    },
    WINDOWS_BY_A_BYTE("frames") {
      @Override
      void frames(RawHttp2 peer) throws IOException {
        peer.settings();
        for (int i = 0; i < FRAMES; i++) {
          peer.frame(WINDOW_UPDATE, 0, 0, bytes(1));
          flush(peer, i);
        }
      }
    },
    DATA_BY_A_BYTE("frames") {
      @Override
      void frames(RawHttp2 peer) throws IOException {
        peer.settings();
        call(peer, 1, END_HEADERS);
        for (int i = 0; i < FRAMES; i++) {
          peer.frame(DATA, 0, 1, new byte[1]);
          flush(peer, i);
        }
      }
    },
    UNKNOWN_FRAMES("frames") {
      @Override
      void frames(RawHttp2 peer) throws IOException {
        peer.settings();
        for (int i = 0; i < FRAMES; i++) {
          peer.frame(0xbe, 0, 0, new byte[0]);
          flush(peer, i);
        }
      }
    },
    EMPTY_DATA("protocol") {
      @Override
      void frames(RawHttp2 peer) throws IOException {
        peer.settings();
        call(peer, 1, END_HEADERS);
        for (int i = 0; i < FRAMES; i++) {
          peer.frame(DATA, 0, 1, new byte[0]);
          flush(peer, i);
        }
      }
    },
    CONTINUATIONS("protocol") {
      @Override
      void frames(RawHttp2 peer) throws IOException {
        peer.settings();
        call(peer, 1, 0);
        for (int i = 0; i < FRAMES; i++) {
          peer.frame(CONTINUATION, 0, 1, new byte[] {0, 1, 'a', 1, 'b'});
          flush(peer, i);
        }
      }
    },
    HUGE_HEADERS("protocol") {
      @Override
      void frames(RawHttp2 peer) throws IOException {
        peer.settings();
        for (int i = 0; i < 2000; i++) {
          peer.frame(
              RawHttp2.HEADERS, 0, 2 * i + 1, RawHttp2.headers("/", "a", "b".repeat(15_000)));
          peer.frame(CONTINUATION, END_HEADERS, 2 * i + 1, new byte[0]);
          flush(peer, i);
        }
      }
    },
    RAPID_RESETS("protocol") {
      @Override
      void frames(RawHttp2 peer) throws IOException {
        peer.settings();
        for (int i = 0; i < FRAMES; i++) {
          call(peer, 2 * i + 1, END_HEADERS);
          peer.frame(RST_STREAM, 0, 2 * i + 1, bytes(8));
          flush(peer, i);
        }
      }
    };

    private final String reason;

    Attack(String reason) {
      this.reason = reason;
    }

    abstract void frames(RawHttp2 peer) throws IOException;

    static void call(RawHttp2 peer, int stream, int flags) {
      peer.post(stream, RawGrpc.EXPORT_TRACES, flags, "content-type", "application/grpc");
    }

    /** A batch at a time, so that much can come before the peer finds itself cut off. */
    static void flush(RawHttp2 peer, int frames) throws IOException {
      if (frames % 1000 == 0) {
        peer.flush();
      }
    }
  }

  @BeforeAll
  static void start() throws IOException {
    packaged =
        PackagedToolwatch.startInContainerHeap("toolwatch.otlp.max-connections=" + CONNECTIONS);
    toolwatch = packaged.toolwatch();
  }

  @AfterAll
  static void stop() throws IOException {
    packaged.close();
  }

  @BeforeEach
  void beHonest() {
    honest = HonestPeers.of(toolwatch);
  }

  @AfterEach
  void others_wereServed_andAllTheirsIsCounted() throws Exception {
    try {
      await().until(() -> honest.sent() > 0);
      honest.close();
      assertThat(packaged.isRunning()).isTrue();
      assertThat(honest.failures()).isEmpty();
      assertThat(honest.slowest()).isLessThan(Duration.ofSeconds(2));
      assertThat(honest.counted()).isEqualTo(honest.sent()).isPositive();
    } finally {
      for (AutoCloseable connection : held) {
        connection.close();
      }
    }
    toolwatch.awaitSum(0, "toolwatch_otlp_connections");
  }

  @ParameterizedTest
  @EnumSource
  void http2_isCutOff(Attack attack) throws IOException {
    MetricsText before = toolwatch.scrape();
    for (int i = 0; i < 4; i++) {
      int port =
          i % 2 == 0 || attack == Attack.UNSENT_ANSWERS || attack == Attack.UNREAD_ANSWERS
              ? toolwatch.httpPort()
              : toolwatch.grpcPort();
      cutOff(attack, port);
    }
    await()
        .untilAsserted(
            () ->
                assertThat(toolwatch.added(before, REFUSED, "reason", attack.reason)).isEqualTo(4));
  }

  private static void cutOff(Attack attack, int port) throws IOException {
    try (RawHttp2 peer = new RawHttp2(port)) {
      try {
        attack.frames(peer);
        peer.flush();
      } catch (SocketException closed) {
        return;
      }
      // The reset that follows a GOAWAY may have overtaken it.
      assertThat(peer.errorAtClose()).isIn(-1, RawHttp2.ENHANCE_YOUR_CALM);
    }
  }

  /** Each keeps to the limit of one connection. */
  @Test
  void http2_streamsOfAllConnections_areLimitedTogether() throws IOException {
    MetricsText before = toolwatch.scrape();
    for (int i = 0; i < 50; i++) {
      RawHttp2 peer = new RawHttp2(toolwatch.httpPort());
      held.add(peer);
      peer.settings(INITIAL_WINDOW_SIZE, 0);
      for (int stream = 0; stream < 190; stream++) {
        peer.post(2 * stream + 1, "/", END_STREAM | END_HEADERS);
      }
      peer.flush();
    }
    toolwatch.awaitAdded(before, REFUSED, "reason", "requests");
  }

  /** Whoever comes last is answered when others have had a few turns, not when all of theirs is. */
  @Test
  void http2_burstsOfManyConnections_areServedInTurns() throws IOException {
    int requests = 90;
    RawHttp2 first = burst(requests);
    held.add(first);
    first.flush();
    int answers = first.readAnswers(requests);
    List<RawHttp2> peers = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      RawHttp2 peer = burst(requests);
      held.add(peer);
      peers.add(peer);
    }
    try (RawConnection last = new RawConnection(toolwatch.httpPort())) {
      for (RawHttp2 peer : peers) {
        peer.flush();
      }
      assertThat(last.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").read().status())
          .isEqualTo(404);
    }
    long answered = 0;
    for (RawHttp2 peer : peers) {
      answered += peer.available();
    }
    assertThat(answered).isLessThan((long) peers.size() * answers / 2);
    for (RawHttp2 peer : peers) {
      assertThat(peer.readAnswers(requests)).isEqualTo(answers);
    }
  }

  private static RawHttp2 burst(int requests) throws IOException {
    RawHttp2 peer = new RawHttp2(toolwatch.httpPort()).settings();
    for (int i = 0; i < requests; i++) {
      peer.post(2 * i + 1, "/", END_STREAM | END_HEADERS);
    }
    return peer;
  }

  /** One after the other, and no more of them are read meanwhile. */
  @Test
  void http1_requestsByTheHundred_areAnsweredInTurns() throws IOException {
    byte[] requests =
        "GET /none HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100).getBytes(US_ASCII);
    for (int port : new int[] {toolwatch.httpPort(), toolwatch.management().getPort()}) {
      for (int i = 0; i < 20; i++) {
        RawConnection peer = new RawConnection(port, another());
        held.add(peer);
        peer.send(requests);
        for (int answer = 0; answer < 100; answer++) {
          assertThat(peer.read().status()).isEqualTo(404);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void silentConnections_areCounted_andClosed(boolean preface) throws IOException {
    MetricsText before = toolwatch.scrape();
    for (int i = 0; i < 4 * CONNECTIONS; i++) {
      RawConnection silent =
          new RawConnection(i % 2 == 0 ? toolwatch.httpPort() : toolwatch.grpcPort(), another());
      held.add(silent);
      silent.send(preface ? "PRI * HTTP/2.0\r\n" : "");
    }
    toolwatch.awaitAdded(before, REFUSED, "reason", "limit");
    assertThat(toolwatch.scrape().sum("toolwatch_otlp_connections"))
        .isBetween(1L, CONNECTIONS + 32L);
    toolwatch.awaitSum(0, "toolwatch_otlp_connections");
    toolwatch.awaitAdded(before, REFUSED, "reason", "silent");
  }

  private static boolean sent(RawConnection peer, String request) throws IOException {
    try {
      peer.send(request);
      return true;
    } catch (SocketException madeRoom) {
      return false;
    }
  }

  /** Whether they say nothing or have been served once. */
  @ParameterizedTest
  @ValueSource(strings = {"", "GET /q/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"})
  void management_takenByConnections_isThereForOthers(String request) throws IOException {
    MetricsText before = toolwatch.scrape();
    int open = 0;
    for (int i = 0; i < 600; i++) {
      RawConnection peer = new RawConnection(toolwatch.management().getPort(), another());
      held.add(peer);
      if (sent(peer, request)) {
        open++;
      }
    }
    assertThat(open).isPositive();
    toolwatch.awaitAdded(before, REFUSED, "port", "management", "reason", "limit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/q/health/live", "/none"})
  void http1_requestsWhoseAnswersAreNotRead_areCutOff(String path) throws IOException {
    MetricsText before = toolwatch.scrape();
    byte[] requests =
        "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
            .formatted(path)
            .repeat(1000)
            .getBytes(US_ASCII);
    for (int port : new int[] {toolwatch.httpPort(), toolwatch.management().getPort()}) {
      RawConnection peer = new RawConnection(port);
      held.add(peer);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 2000; i++) {
                  peer.send(requests);
                }
              })
          .isInstanceOf(SocketException.class);
    }
    toolwatch.awaitSum(before.sum(REFUSED) + 2, REFUSED);
  }

  /** Not the one of honest peers: whoever holds most connections loses some first. */
  private static InetAddress another() throws UnknownHostException {
    return InetAddress.getByName("127.0.0.2");
  }

  @Test
  void http2_isOnlySpokenOnOtlpPorts() throws IOException {
    int api = Integer.parseInt(packaged.apiAddress().replaceFirst(".*:", ""));
    for (int port : new int[] {api, toolwatch.management().getPort()}) {
      try (RawHttp2 http2 = new RawHttp2(port)) {
        http2.settings().flush();
        assertThat(http2.errorAtClose()).isEqualTo(-1);
        assertThat(http2.hasAnswered()).isFalse();
      }
      try (RawConnection upgrading = new RawConnection(port)) {
        upgrading.send(
            String.join(
                "\r\n",
                "GET /q/health/live HTTP/1.1",
                "Host: localhost",
                "Connection: Upgrade, HTTP2-Settings",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABkAAQAAP__",
                "\r\n"));
        assertThat(upgrading.read().status()).isBetween(200, 404);
      }
    }
  }

  @Test
  void memory_isBounded() throws IOException {
    assertThat(packaged.peakMemory()).isLessThan(512L << 20);
  }
}
