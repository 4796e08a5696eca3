package dev.toolwatch.security;

import java.util.Locale;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Accepts only {@code true} and {@code false}. MicroProfile's own converter takes everything but
 * "true" for false, so a typing error would switch access control off.
 */
public final class StrictBoolean implements Converter<Boolean> {
  private static final long serialVersionUID = 1;

  @Override
  public Boolean convert(String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false, not " + value);
    };
  }
}
