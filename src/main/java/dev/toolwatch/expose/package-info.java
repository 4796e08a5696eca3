/**
 * The page {@code /metrics}: gathers metric families from every {@link
 * dev.toolwatch.expose.MetricSource}, merges them by name and writes them in the format that the
 * scraper accepts.
 *
 * <p>Threading: records and encoders are pure. One worker thread gathers, merges and encodes one
 * page at a time. Event loops only parse headers and send bytes.
 *
 * <p>Bounds: eight scrapes may wait behind the one in progress. A scrape is answered within ten
 * seconds, and a source has five. A page has at most 256 MiB.
 */
package dev.toolwatch.expose;
