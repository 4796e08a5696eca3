package dev.toolwatch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthProbeTest {
  @Test
  void of_nothing_asksTheDefaultPort() {
    assertThat(HealthProbe.of(Map.of())).isEqualTo(new HealthProbe("127.0.0.1", 9464));
  }

  @Test
  void of_anImagesEnvironment_asksLoopback() {
    assertThat(
            HealthProbe.of(Map.of("TOOLWATCH_HOST", "0.0.0.0", "QUARKUS_MANAGEMENT_PORT", "19464")))
        .isEqualTo(new HealthProbe("localhost", 19464));
  }

  @Test
  void of_aHostOfTheManagementPortsOwn_asksThere() {
    assertThat(
            HealthProbe.of(
                Map.of("TOOLWATCH_HOST", "0.0.0.0", "QUARKUS_MANAGEMENT_HOST", "10.1.2.3")))
        .isEqualTo(new HealthProbe("10.1.2.3", 9464));
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.0 200 OK, true",
    "HTTP/1.1 200, true",
    "HTTP/1.1 503 Service Unavailable, false",
    "HTTP/1.1 2000 no, false",
    "'', false",
  })
  void isReady_only200(String statusLine, boolean ready) {
    assertThat(HealthProbe.isReady(statusLine)).isEqualTo(ready);
  }

  @Test
  void ask_aServer_takesItsStatusLine() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> answer(server, "HTTP/1.1 503 Service Unavailable\r\n\r\n"));
      thread.start();
      assertThat(new HealthProbe("127.0.0.1", server.getLocalPort()).ask())
          .isEqualTo("HTTP/1.1 503 Service Unavailable");
    }
  }

  @Test
  void ask_aServerOfTls_takesItsStatusLine(@TempDir Path directory) throws Exception {
    try (TlsAnswer server = new TlsAnswer(directory)) {
      assertThat(new HealthProbe("127.0.0.1", server.port()).ask()).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void ask_nobody_isEmpty() throws IOException {
    int port;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    assertThat(new HealthProbe("127.0.0.1", port).ask()).isEmpty();
  }

  private static void answer(ServerSocket server, String answer) {
    try (Socket socket = server.accept()) {
      socket.getInputStream().read(new byte[16]);
      socket.getOutputStream().write(answer.getBytes(US_ASCII));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
