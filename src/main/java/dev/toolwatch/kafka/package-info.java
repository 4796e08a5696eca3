/**
 * Reads OTLP from Kafka, as the Collector's Kafka exporter writes it, and counts each record once: how
 * far a partition has been read is stored in the transaction that stores what its records count.
 * docs/kafka.md says what is exact. {@link dev.toolwatch.kafka.KafkaReader} shows how it works.
 *
 * <p>Threading: one thread reads all partitions, shows their records to a pipeline of its own, and runs
 * between two records what others ask of it, such as the hand-over to the store. A short-lived thread
 * waits for the store when partitions are given up. Bounds: {@code toolwatch.kafka.max-fetch-size}, at
 * most a sixteenth of the heap; what is counted but not stored for a minute stops the reading.
 *
 * <p>Without {@code toolwatch.kafka.bootstrap-servers} there is no thread, and no class of the client is
 * loaded.
 */
package dev.toolwatch.kafka;
