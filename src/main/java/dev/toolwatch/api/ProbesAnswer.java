package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A page of probes, by name.
 *
 * @param at the time of the answer
 * @param rows the probes
 * @param nextCursor for the next page; null on the last page
 */
@RegisterForReflection(targets = {ProbesAnswer.class, ProbeRow.class})
record ProbesAnswer(
    Instant at,
    @JsonProperty("probes") List<ProbeRow> rows,
    @Schema(nullable = true) String nextCursor)
    implements Table<ProbeRow> {
  @Override
  public Class<ProbeRow> rowType() {
    return ProbeRow.class;
  }
}
