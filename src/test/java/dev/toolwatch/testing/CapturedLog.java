package dev.toolwatch.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** Everything that this process logs between start and close, as it would be written out. */
public final class CapturedLog extends Handler implements AutoCloseable {
  private static final Logger ROOT = Logger.getLogger("");

  private final PatternFormatter formatter = new PatternFormatter("%p %c %s%e%n");
  private final StringBuilder text = new StringBuilder();

  private CapturedLog() {
    setLevel(Level.ALL);
  }

  public static CapturedLog start() {
    CapturedLog log = new CapturedLog();
    ROOT.addHandler(log);
    return log;
  }

  public synchronized String text() {
    return text.toString();
  }

  @Override
  public synchronized void publish(LogRecord logged) {
    text.append(formatter.format(org.jboss.logmanager.ExtLogRecord.wrap(logged)));
    if (logged.getThrown() != null) {
      StringWriter trace = new StringWriter();
      logged.getThrown().printStackTrace(new PrintWriter(trace));
      text.append(trace);
    }
  }

  @Override
  public void flush() {
    // nothing is held back
  }

  @Override
  public void close() {
    ROOT.removeHandler(this);
  }
}
