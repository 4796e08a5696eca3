package dev.toolwatch.security;

import java.util.Locale;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * {@code true} or {@code false} and nothing else: MicroProfile's own conversion takes whatever is
 * not "true" for false, and a typing error would let everyone in.
 */
public final class TrueOrFalse implements Converter<Boolean> {
  private static final long serialVersionUID = 1;

  @Override
  public Boolean convert(String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false: " + value);
    };
  }
}
