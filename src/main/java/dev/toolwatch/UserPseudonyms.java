package dev.toolwatch;

import dev.toolwatch.api.PseudonymSource;
import dev.toolwatch.mcp.Recognition;
import dev.toolwatch.signal.ShownUsers;
import dev.toolwatch.tenant.TenantScoped;
import java.util.List;

/** Finds pseudonyms as event loops make them, and as they are shown. Thread-safe. */
@TenantScoped
final class UserPseudonyms implements PseudonymSource {
  private final Recognition recognition;
  private final ShownUsers shown;

  UserPseudonyms(Recognition recognition, ShownUsers shown) {
    this.recognition = recognition;
    this.shown = shown;
  }

  /** With a cache of its own, which is gone afterwards. */
  @Override
  public String of(String identity) {
    return shown.digits(recognition.pseudonyms(List.of(identity))[0]);
  }
}
