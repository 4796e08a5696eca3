package dev.toolwatch.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.security.DoorTest.WithTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A running service whose token file changes, and what its log says. */
@QuarkusTest
@TestProfile(WithTokens.class)
@Timeout(60)
class TokenFileChangeTest {
  private static final Logger ROOT = Logger.getLogger("");
  private static final Logger OURS = Logger.getLogger("dev.toolwatch");

  @Inject Door door;

  private final TestClient client = TestClient.plain();
  private final Lines lines = new Lines();
  private String before;

  @BeforeEach
  void listen() throws IOException {
    before = Files.readString(TestTokens.FILE);
    OURS.setLevel(Level.ALL);
    ROOT.addHandler(lines);
  }

  @AfterEach
  void restore() throws IOException {
    ROOT.removeHandler(lines);
    OURS.setLevel(null);
    Files.writeString(TestTokens.FILE, before);
    poll();
  }

  @Test
  void changed_isInForce_brokenIsNot_andTheLogHoldsNoToken() throws IOException {
    String fresh = "sesame-that-is-new-0123456789";
    assertThat(read(TestTokens.of(Role.READ))).isEqualTo(404);

    Files.writeString(TestTokens.FILE, "reader read " + fresh + "\n");
    poll();
    assertThat(read(fresh)).isEqualTo(404);
    assertThat(read(TestTokens.of(Role.READ))).isEqualTo(401);

    String broken = "sesame-of-a-broken-line";
    Files.writeString(TestTokens.FILE, "reader read " + fresh + "\nreader king " + broken + "\n");
    poll();
    poll();
    assertThat(read(fresh)).isEqualTo(404);
    assertThat(lines.all)
        .filteredOn(line -> line.contains("The tokens stay as they were"))
        .singleElement()
        .asString()
        .contains(TestTokens.FILE + ", line 2: no role \"king\"");

    read(TestTokens.UNKNOWN);
    client.postOtlp("Authorization", TestTokens.bearer(Role.READ));
    client.call("Bearer " + TestTokens.UNKNOWN);
    assertThat(lines.all).isNotEmpty().noneMatch(line -> line.contains("sesame"));
  }

  private int read(String token) {
    return client.get(Port.API, "/api/v1/no-such", "Authorization", "Bearer " + token).statusCode();
  }

  private void poll() {
    door.poll();
    door.poll();
  }

  private static final class Lines extends Handler {
    private final List<String> all = new ArrayList<>();

    @Override
    public synchronized void publish(LogRecord line) {
      all.add(new PatternFormatter("%s%e").format(org.jboss.logmanager.ExtLogRecord.wrap(line)));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
