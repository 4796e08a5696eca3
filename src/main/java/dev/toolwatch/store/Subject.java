package dev.toolwatch.store;

import dev.toolwatch.signal.ServiceId;
import java.util.Comparator;

/**
 * Whom a row is about, as the table {@code subjects} names it.
 *
 * @param kind {@link #SERIES} or {@link #CLIENT}
 * @param service the service
 * @param name the method, or the client's name
 * @param detail the tool, or the client's version
 */
record Subject(int kind, ServiceId service, String name, String detail)
    implements Comparable<Subject> {
  static final int SERIES = 0;
  static final int CLIENT = 1;

  private static final Comparator<Subject> ORDER =
      Comparator.comparingInt(Subject::kind)
          .thenComparing(Subject::service)
          .thenComparing(Subject::name)
          .thenComparing(Subject::detail);

  static Subject of(Series series) {
    return new Subject(SERIES, series.service(), series.method(), series.tool());
  }

  static Subject of(Client client) {
    return new Subject(CLIENT, client.service(), client.name(), client.version());
  }

  static Subject of(ServiceId service) {
    return new Subject(SERIES, service, "", "");
  }

  Series series() {
    return new Series(service, name, detail);
  }

  Client client() {
    return new Client(service, name, detail);
  }

  @Override
  public int compareTo(Subject other) {
    return ORDER.compare(this, other);
  }
}
