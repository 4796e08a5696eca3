package dev.toolwatch;

import jakarta.annotation.Priority;
import java.time.DateTimeException;
import java.time.ZoneId;
import org.eclipse.microprofile.config.spi.Converter;

/** Converts time zones. Without it the message about an unknown one would not name its setting. */
@Priority(200)
public final class StrictZone implements Converter<ZoneId> {
  private static final long serialVersionUID = 1;

  @Override
  public ZoneId convert(String value) {
    if (value.isBlank()) {
      return null; // not set
    }
    try {
      return ZoneId.of(value.strip());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("must be a time zone such as Europe/Berlin or UTC", e);
    }
  }
}
