package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.security.AccessControlRefusals;
import dev.toolwatch.security.Refusal;
import dev.toolwatch.store.AuditEntry;
import dev.toolwatch.store.AuditFilter;
import dev.toolwatch.store.AuditLog;
import dev.toolwatch.store.AuditQueue;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.store.StoredAuditEntry;
import dev.toolwatch.testing.SettableTime;
import dev.toolwatch.testing.Stores;
import jakarta.ws.rs.ClientErrorException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessAuditTest {
  private static final Instant START = Instant.parse("2026-08-03T10:00:00Z");
  private static final Refusal UNKNOWN = AccessControlRefusals.unknownToken();

  @TempDir Path directory;
  private final SettableTime clock = new SettableTime(START);
  private Store store;
  private AuditQueue queue;
  private AccessAudit audit;

  @BeforeEach
  void open() {
    store = Stores.of(new StoreLocation.Directory(directory.resolve("store")), "a", clock);
    store.open();
    queue = new AuditQueue(store.transactions(), clock);
    audit = new AccessAudit(queue, clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private List<AuditEntry> entries() {
    queue.flushed();
    return new AuditLog(store.transactions(), Duration.ofDays(1095))
        .list(AuditFilter.of(START, clock.instant().plusSeconds(1)), Long.MAX_VALUE, 1_000).stream()
            .map(StoredAuditEntry::entry)
            .toList();
  }

  private List<String> lines() {
    return entries().stream()
        .map(
            entry -> String.join("|", entry.action(), entry.who(), entry.address(), entry.detail()))
        .toList();
  }

  @Test
  void signInAndSignOut_haveEntries_oneEach() {
    audit.signedIn("chief", "10.0.0.7");
    audit.signedOut("chief", "10.0.0.7");
    assertThat(lines())
        .containsExactly("session.sign-out|chief|10.0.0.7|", "session.sign-in|chief|10.0.0.7|");
  }

  @Test
  void floodOfRefusals_fillsNothing_andIsSummedUpOnceTheHourIsOver() {
    for (int i = 0; i < 10_000; i++) {
      audit.refused("api", UNKNOWN, "10.0.0.66", "");
    }
    audit.refused("api", UNKNOWN, "10.0.0.7", "reader");
    assertThat(entries()).hasSize(AccessAudit.REFUSALS_OF_AN_ADDRESS + 1);
    assertThat(lines().get(0)).isEqualTo("access.refuse|reader|10.0.0.7|401: the token is unknown");
    clock.advance(Duration.ofHours(1));
    assertThat(lines().get(0))
        .isEqualTo(
            "access.refuse|toolwatch||9990 more refusals, of at least 1 senders, most (9990) of"
                + " 10.0.0.66");
    clock.advance(Duration.ofHours(1));
    assertThat(entries()).hasSize(AccessAudit.REFUSALS_OF_AN_ADDRESS + 2);
  }

  @Test
  void floodFromManyAddresses_isLimitedInAll() {
    for (int i = 0; i < 100_000; i++) {
      audit.refused("api", UNKNOWN, "2001:db8::" + Integer.toHexString(i), "");
    }
    assertThat(entries()).hasSize(AccessAudit.REFUSALS);
    clock.advance(Duration.ofHours(1));
    assertThat(lines().get(0)).startsWith("access.refuse|toolwatch||99900 more refusals, of at");
    // Changes and sign-ins have limits of their own.
    audit.signedIn("chief", "10.0.0.7");
    assertThat(lines().get(0)).startsWith("session.sign-in|chief");
  }

  @Test
  void sameRead_hasOneEntryAnHour() {
    Caller caller = new Caller("reader", "10.0.0.7");
    for (int i = 0; i < 50; i++) {
      audit.mustRead(caller, "users.export", "orders", "");
    }
    audit.mustRead(caller, "users.export", "wiki", "");
    assertThat(entries()).extracting(AuditEntry::subject).containsExactly("wiki", "orders");
    clock.advance(Duration.ofHours(1));
    audit.mustRead(caller, "users.export", "orders", "");
    assertThat(entries()).hasSize(4);
    assertThat(lines().get(0)).startsWith("read.sum|toolwatch||49 more exports");
  }

  /** Otherwise somebody could read unseen who has filled the queue before. */
  @Test
  void readThatCannotBeWrittenDown_isRefused() {
    Caller caller = new Caller("reader", "10.0.0.7");
    for (int i = 0; i < 1_000; i++) {
      audit.mustRead(caller, "users.export", "s" + i, "");
    }
    assertThatThrownBy(() -> audit.mustRead(caller, "users.export", "one more", ""))
        .isInstanceOf(ClientErrorException.class)
        .hasMessageContaining("audit trail");
    audit.mustRead(caller, "users.export", "s7", "");
    clock.advance(Duration.ofHours(1));
    queue.flushed();
    audit.mustRead(caller, "users.export", "one more", "");
  }
}
