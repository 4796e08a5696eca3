/**
 * The store: roll-ups by minute, hour and day that outlive restarts and merge across replicas, and
 * transactions for the stages that keep tables of their own. Such a stage is a {@link
 * dev.toolwatch.store.StoreListener}: it follows each flush and drops its own old rows. All scripts of
 * the schema are here.
 *
 * <p>Threading: values are immutable. One thread flushes, maintains and calls the listeners; any may
 * read, and write in {@link dev.toolwatch.store.Transactions}. Bounds: the settings under {@code
 * toolwatch.store}, and the connections of a database.
 */
package dev.toolwatch.store;
