/**
 * The page {@code /metrics}: metric families gathered from every {@link
 * dev.toolwatch.expose.MetricSource}, merged by name and written in the format that the scraper
 * asked for.
 *
 * <p>Threads: records and encoders are pure. One worker thread gathers, merges and encodes, one
 * page at a time; the event loop only parses headers and sends bytes.
 *
 * <p>Bounds: eight scrapes wait behind the one in work; a scrape is answered within ten seconds; a
 * source has five; a page has at most 256 MiB.
 */
package dev.toolwatch.expose;
