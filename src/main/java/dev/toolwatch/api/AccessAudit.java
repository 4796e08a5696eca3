package dev.toolwatch.api;

import dev.toolwatch.security.Refusal;
import dev.toolwatch.store.AuditEntry;
import dev.toolwatch.store.AuditPace;
import dev.toolwatch.store.AuditPace.Verdict;
import dev.toolwatch.store.AuditQueue;
import dev.toolwatch.tenant.TenantScoped;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Writes down who signs in, reads lists of users, makes reports or is refused. Anybody can be refused as
 * often as they like, and a token can be used as often: each address and each token has few entries an
 * hour, all together not many more, and one entry an hour counts the rest. Thread-safe; never blocks.
 */
@TenantScoped
class AccessAudit {
  private static final Logger LOG = Logger.getLogger(AccessAudit.class);

  /** Refusals of an address, and of all, that have an entry of their own in an hour. */
  static final int REFUSALS_OF_AN_ADDRESS = 10;

  static final int REFUSALS = 100;

  /** Sign-ins and sign-outs with a token, and with all. */
  static final int SIGN_INS_OF_A_TOKEN = 20;

  static final int SIGN_INS = 100;

  /** What is read again within the hour has one entry. So many different ones may be read. */
  static final int READS = 1_000;

  private static final int MAX_KEYS = 1_000;
  private static final String NOBODY = "toolwatch";

  private final AuditQueue queue;
  private final InstantSource clock;
  private final AuditPace refusals;
  private final AuditPace signIns;
  private final AuditPace reads;

  AccessAudit(AuditQueue queue, InstantSource clock) {
    this.queue = queue;
    this.clock = clock;
    refusals = new AuditPace(REFUSALS_OF_AN_ADDRESS, REFUSALS, MAX_KEYS, clock);
    signIns = new AuditPace(SIGN_INS_OF_A_TOKEN, SIGN_INS, MAX_KEYS, clock);
    reads = new AuditPace(1, READS, READS, clock);
    queue.onFlush(this::sums);
  }

  void signedIn(String token, String address) {
    write(signIns, token, entry(token, address, "session.sign-in", "console", ""));
  }

  void signedOut(String token, String address) {
    write(signIns, token, entry(token, address, "session.sign-out", "console", ""));
  }

  void refused(String port, Refusal refusal, String address, String token) {
    String who = token.isEmpty() ? "anyone at " + address : token;
    String detail = refusal.httpStatus() + ": " + refusal.message();
    write(refusals, address, entry(who, address, "access.refuse", port, detail));
  }

  private void write(AuditPace pace, String key, AuditEntry entry) {
    if (pace.happened(key) != Verdict.ENTRY) {
      queue.summed();
    } else if (!queue.offer(entry)) {
      pace.failed(key);
    }
  }

  /**
   * Writes down that somebody reads what is about users.
   *
   * @throws ClientErrorException if that cannot be written down: then it must not be read
   */
  void mustRead(Caller caller, String action, String subject, String detail) {
    if (!write(caller, action, subject, detail)) {
      throw new ClientErrorException(
          "The audit trail takes no more entries of reads now: try again in an hour",
          Response.Status.TOO_MANY_REQUESTS);
    }
  }

  /** Writes down that somebody has made a report, which has nothing about users. */
  void made(Caller caller, String service, String month) {
    if (!write(caller, "report.make", service, month)) {
      LOG.debugf("The audit trail lacks a report of %s", month);
    }
  }

  /**
   * Writes down that somebody reads something. The same read is written down once an hour.
   *
   * @return whether it is written down, now or before
   */
  private boolean write(Caller caller, String action, String subject, String detail) {
    AuditEntry entry = entry(caller.name(), caller.address(), action, subject, detail);
    String key = String.join("\n", action, caller.name(), caller.address(), subject, detail);
    return switch (reads.happened(key)) {
      case ENTRY -> {
        boolean taken = queue.offer(entry);
        if (!taken) {
          reads.failed(key);
        }
        yield taken;
      }
      case REPEATED -> {
        queue.summed();
        yield true;
      }
      case FULL -> {
        queue.summed();
        yield false;
      }
    };
  }

  private AuditEntry entry(
      String who, String address, String action, String subject, String detail) {
    return new AuditEntry(
        clock.instant().truncatedTo(ChronoUnit.MILLIS), who, address, action, subject, detail);
  }

  /** What had no entry of its own in the hour that is over. */
  private List<AuditEntry> sums() {
    List<AuditEntry> sums = new ArrayList<>();
    sum(refusals, "access.refuse", "refusals").ifPresent(sums::add);
    sum(signIns, "session.sum", "sign-ins and sign-outs").ifPresent(sums::add);
    sum(reads, "read.sum", "exports and reports, most of them repeated").ifPresent(sums::add);
    return sums;
  }

  private Optional<AuditEntry> sum(AuditPace pace, String action, String what) {
    return pace.ended()
        .map(
            rest ->
                entry(
                    NOBODY,
                    "",
                    action,
                    "the hour before",
                    "%d more %s%s"
                        .formatted(
                            rest.events(),
                            what,
                            pace == reads || rest.keys() == 0
                                ? ""
                                : ", of at least %d senders, most (%d) of %s"
                                    .formatted(rest.keys(), rest.mostEvents(), rest.most()))));
  }
}
