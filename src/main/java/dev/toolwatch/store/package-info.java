/**
 * Roll-ups that outlive restarts and merge across replicas: per minute, hour and day.
 *
 * <p>Threading: values are immutable. Bounds: the settings under {@code toolwatch.store}.
 */
package dev.toolwatch.store;
