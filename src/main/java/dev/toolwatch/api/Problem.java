package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An error (RFC 9457).
 *
 * @param type says no more than the status
 * @param title the status in words
 * @param status the HTTP status of the answer
 * @param detail an explanation for people
 * @param invalidParameters the invalid parameters and the reasons; absent if there are none
 */
@RegisterForReflection(targets = {Problem.class, InvalidParameter.class})
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Schema(description = "An error (RFC 9457)")
record Problem(
    @Schema(examples = "about:blank") String type,
    @Schema(examples = "Bad Request") String title,
    @Schema(examples = "400") int status,
    @Schema(examples = "from: is not before to") String detail,
    @JsonProperty("invalid-params") List<InvalidParameter> invalidParameters) {
  static final String MEDIA_TYPE = "application/problem+json";
}
