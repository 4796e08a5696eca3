package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * The settings of this process.
 *
 * @param rows in the order of docs/reference/settings.md
 */
@RegisterForReflection(targets = {SettingsAnswer.class, SettingRow.class})
record SettingsAnswer(@JsonProperty("settings") List<SettingRow> rows)
    implements Table<SettingRow> {
  @Override
  public Class<SettingRow> rowType() {
    return SettingRow.class;
  }
}
