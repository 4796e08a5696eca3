package dev.toolwatch.slo;

import dev.toolwatch.signal.ServiceId;
import java.util.Comparator;

/**
 * Tells how an objective stands for a service from all others.
 *
 * @param objective its name
 */
public record SloKey(String objective, ServiceId service) implements Comparable<SloKey> {
  private static final Comparator<SloKey> ORDER =
      Comparator.comparing(SloKey::objective).thenComparing(SloKey::service);

  @Override
  public int compareTo(SloKey other) {
    return ORDER.compare(this, other);
  }
}
