package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.HonestPeers;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.RawConnection;
import dev.toolwatch.testing.Toolwatch;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The packaged application where it may have few files and connections open. */
@Timeout(60)
@Tag("alone")
class FewDescriptorsIT {
  private static final int DESCRIPTORS = 300;

  @Test
  void moreSilentConnectionsThanDescriptors_allPortsAndTheStoreAnswer() throws Exception {
    List<RawConnection> held = new ArrayList<>();
    try (PackagedToolwatch packaged = PackagedToolwatch.startWithDescriptors(DESCRIPTORS)) {
      Toolwatch toolwatch = packaged.toolwatch();
      assertThat(packaged.output())
          .containsOnlyOnce("as set by toolwatch.otlp.max-connections")
          .contains("\"level\":\"WARN\"");
      int[] ports = {
        toolwatch.httpPort(),
        toolwatch.grpcPort(),
        toolwatch.management().getPort(),
        apiPort(packaged)
      };
      // Not the address of honest peers: whoever holds most connections loses some first.
      InetAddress another = InetAddress.getByName("127.0.0.2");
      for (int i = 0; i < 3 * DESCRIPTORS; i++) {
        held.add(new RawConnection(ports[i % ports.length], another));
      }
      HonestPeers honest = HonestPeers.of(toolwatch);
      assertThat(packaged.ask("services").getJsonArray("services")).isNotNull();
      honest.close();
      assertThat(honest.failures()).isEmpty();
      assertThat(honest.slowest()).isLessThan(Duration.ofSeconds(2));
      assertThat(honest.counted()).isEqualTo(honest.sent()).isPositive();
      assertThat(packaged.output()).doesNotContain("Too many open files");
    } finally {
      for (RawConnection connection : held) {
        connection.close();
      }
    }
  }

  private static int apiPort(PackagedToolwatch packaged) {
    return Integer.parseInt(packaged.apiAddress().replaceFirst(".*:", ""));
  }
}
