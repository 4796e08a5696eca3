/**
 * Traces: the spans of a trace wait as raw bytes on the event loop that owns the trace, until it is
 * decided whether the trace is kept. Kept traces go to other backends ({@code forward}) and into
 * the table {@code kept_traces}. Of every decided trace, kept or not, the self time of its spans
 * goes into the table {@code hotspots}.
 *
 * <p>Threading: what waits belongs to its event loop. A {@link dev.toolwatch.traces.HotspotShard} is
 * written by its event loop and emptied by the flusher's thread, under a lock that is hardly ever
 * contended. {@link dev.toolwatch.traces.KeptTraces} and {@link dev.toolwatch.traces.Hotspots} are
 * thread-safe.
 *
 * <p>Bounds: {@code toolwatch.traces.buffer} bytes wait, {@code toolwatch.traces.keep} bytes are
 * kept. Names of hotspots have a budget as series have; {@link dev.toolwatch.traces.HotspotShard#MAX} of
 * them in hours wait in a loop, {@link dev.toolwatch.traces.Hotspots#MAX_WAITING} while the store is
 * away. More are left out and counted.
 */
package dev.toolwatch.traces;
