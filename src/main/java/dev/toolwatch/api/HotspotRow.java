package dev.toolwatch.api;

import dev.toolwatch.traces.Hotspot;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What spans of one name contribute to the time of a tool's calls.
 *
 * @param service whose tool it is
 * @param tool that was called
 * @param span the spans' name, without numbers and ids
 * @param kind the spans' kind
 * @param calls how many spans
 * @param callsPerCall how many spans in a call of the tool, on average
 * @param selfSeconds their self time
 * @param share their part of the self time of all spans in the tool's calls
 * @param toolCalls calls of the tool
 * @param toolMeanSeconds the mean duration of the tool's calls
 */
record HotspotRow(
    @Schema(description = "The service whose tool it is") String service,
    @Schema(description = "The tool that was called") String tool,
    @Schema(description = "The spans' name; {id} stands for numbers and ids") String span,
    @Schema(
            description =
                "The spans' kind: internal, server, client, producer, consumer; __other__ if there"
                    + " are too many names")
        String kind,
    @Schema(description = "Spans of that name in the tool's calls") long calls,
    @Schema(description = "Spans of that name in a call of the tool, on average")
        Double callsPerCall,
    @Schema(description = "The spans' self time: when none of their children runs")
        Double selfSeconds,
    @Schema(description = "The part of the self time of all spans in the tool's calls")
        Double share,
    @Schema(description = "Calls of the tool") long toolCalls,
    @Schema(description = "Mean duration of the tool's calls") Double toolMeanSeconds) {
  private static final double MICROS = 1e6;

  static HotspotRow of(Hotspot hotspot) {
    return new HotspotRow(
        hotspot.service(),
        hotspot.tool(),
        hotspot.span(),
        hotspot.kind(),
        Math.round(hotspot.calls()),
        Figures.ratio(hotspot.calls(), hotspot.toolCalls()),
        Figures.seconds(hotspot.selfMicros() / MICROS),
        Figures.ratio(hotspot.selfMicros(), hotspot.toolSelfMicros()),
        Math.round(hotspot.toolCalls()),
        hotspot.toolCalls() == 0
            ? null
            : Figures.seconds(hotspot.toolMicros() / hotspot.toolCalls() / MICROS));
  }
}
