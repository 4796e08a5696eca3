/**
 * Delivers accepted OTLP requests to other backends, as the bytes that were received: queues in
 * memory, a spool on disk, retry. docs/forward.md says what is guaranteed.
 *
 * <p>The way of a request: {@link dev.toolwatch.forward.Forwarding} copies it once and offers it to
 * the {@code Delivery} of each target of its signal. The delivery keeps it in its {@code
 * RequestQueue}, moves it to its {@code Spool} if the target does not keep up, and sends it with a
 * {@code Sender}. Tail sampling will hand the requests that it makes of kept traces to the targets
 * with {@code traces=kept} by the same {@code Delivery.offer}; until then those take every trace.
 *
 * <p>Threading: the event loops offer and never wait. One thread a target reads and writes its
 * spool and starts its requests; Vert.x sends them. Bounds: {@code toolwatch.forward.max-memory} and
 * {@code toolwatch.forward.spool}, in equal shares for all targets; what they push out is counted as
 * dropped, the oldest first. One batch of about 1 MB is on its way to a target, and 64 kB of an
 * answer are read.
 */
package dev.toolwatch.forward;
