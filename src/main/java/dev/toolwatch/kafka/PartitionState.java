package dev.toolwatch.kafka;

/**
 * What is known of a partition that this process reads. Written by the thread that reads.
 *
 * @param lagRecords records that have not been read yet; -1 if that is not known
 */
record PartitionState(String topic, int partition, long lagRecords) {}
