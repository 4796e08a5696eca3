package dev.toolwatch;

import dev.toolwatch.api.PseudonymSource;
import dev.toolwatch.mcp.Recognition;
import dev.toolwatch.tenant.TenantScoped;
import java.util.HexFormat;
import java.util.List;

/** Finds pseudonyms as event loops make them. Thread-safe. */
@TenantScoped
final class UserPseudonyms implements PseudonymSource {
  private final Recognition recognition;

  UserPseudonyms(Recognition recognition) {
    this.recognition = recognition;
  }

  /** With a cache of its own, which is gone afterwards. */
  @Override
  public String of(String identity) {
    return HexFormat.of().toHexDigits(recognition.pseudonyms(List.of(identity))[0]);
  }
}
