package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A setting.
 *
 * @param name of the property
 * @param value that is in force; null if there is none or it may not be shown
 * @param byDefault the default as the documentation has it; null if there is none
 * @param source where the value comes from
 * @param secret whether no value is ever shown
 */
record SettingRow(
    @Schema(description = "The name of the property") String name,
    @Schema(
            description = "The value in force; null if there is none, or secret is true",
            nullable = true)
        String value,
    @JsonProperty("default") @Schema(description = "The documented default", nullable = true)
        String byDefault,
    @Schema(
            description =
                "Where the value comes from: default, file, environment, or system for a property"
                    + " of the command line",
            enumeration = {"default", "file", "environment", "system"})
        String source,
    @Schema(description = "Whether the value is not shown because it is a secret or may hold one")
        boolean secret) {
  static final String DEFAULT = "default";
}
