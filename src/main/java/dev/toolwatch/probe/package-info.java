/**
 * Synthetic checks: asks the services that MCP servers depend on, and MCP servers themselves, whether
 * they work. docs/probes.md says what each kind checks.
 *
 * <p>A {@link dev.toolwatch.probe.Check} is what one probe does, in blocking code, within a deadline.
 * It writes down its {@link dev.toolwatch.probe.Steps} and returns a {@link
 * dev.toolwatch.probe.Reading} or throws a {@link dev.toolwatch.probe.CheckFailure}.
 *
 * <p>Threading: a small pool of threads runs checks, one at a time of each probe. Bounds: 200 probes;
 * 16 threads; 1 MB of an answer is read; a check ends at its timeout, whatever the other side does.
 */
package dev.toolwatch.probe;
