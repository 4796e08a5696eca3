package dev.toolwatch;

import jakarta.annotation.Priority;
import java.util.Locale;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Converts every boolean setting. MicroProfile's own converter takes everything but a few words for
 * false, so a typing error would switch access control off.
 */
@Priority(200)
public final class StrictBoolean implements Converter<Boolean> {
  private static final long serialVersionUID = 1;

  @Override
  public Boolean convert(String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "true", "yes", "y", "on", "1" -> true;
      case "false", "no", "n", "off", "0" -> false;
      case "" -> null; // not set
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }
}
