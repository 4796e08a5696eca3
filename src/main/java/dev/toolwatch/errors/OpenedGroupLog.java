package dev.toolwatch.errors;

import dev.toolwatch.errors.ErrorListener.Occasion;
import dev.toolwatch.signal.ForwardTime;
import java.time.InstantSource;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Logs a line for each error group that is new or came back, with its parts as fields where lines are
 * JSON. A message may quote an argument, and is not in it. At most {@value #MOST} a minute; a line then
 * says how many were left out. Not thread-safe.
 */
final class OpenedGroupLog {
  static final int MOST = 60;

  private static final Logger LOG = Logger.getLogger("dev.toolwatch.errors.groups");

  private static final long MINUTE = 60_000;

  private final ForwardTime time;
  private long sinceMillis;
  private int lines;
  private long unsaid;

  OpenedGroupLog(InstantSource clock) {
    time = new ForwardTime(clock);
    sinceMillis = time.millis();
  }

  void counted(ErrorGroups.Counted error) {
    Occasion occasion = error.occasion().orElse(Occasion.ONGOING);
    if (occasion == Occasion.ONGOING) {
      return;
    }
    long now = time.millis();
    if (now - sinceMillis >= MINUTE) {
      if (unsaid > 0) {
        LOG.infof("%d more error groups were opened, of which no lines tell", unsaid);
      }
      sinceMillis = now;
      lines = 0;
      unsaid = 0;
    }
    if (lines++ < MOST) {
      log(error.event(), occasion);
    } else {
      unsaid++;
    }
  }

  private static void log(ErrorEvent event, Occasion occasion) {
    ThrownException thrown = event.sample().exception().reported();
    String cause = occasion == Occasion.NEW ? "new" : "regressed";
    MDC.put("errorGroup", event.grouping().fingerprint().toString());
    MDC.put("cause", cause);
    MDC.put("service", event.service().name());
    MDC.put("tool", event.sample().tool());
    MDC.put("errorType", thrown.type());
    try {
      LOG.infof(
          "Error group %s is %s: %s, %s%s",
          event.grouping().fingerprint(),
          cause,
          event.service().name(),
          event.sample().tool().isEmpty() ? "" : event.sample().tool() + ", ",
          thrown.type());
    } finally {
      MDC.remove("errorGroup");
      MDC.remove("cause");
      MDC.remove("service");
      MDC.remove("tool");
      MDC.remove("errorType");
    }
  }
}
