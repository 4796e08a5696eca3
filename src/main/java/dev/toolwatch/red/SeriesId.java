package dev.toolwatch.red;

import dev.toolwatch.cardinality.Place;

/**
 * Identifies a series across all shards. A name that comes back has a new place.
 *
 * @param place the place of its name
 * @param outcome its outcome label; empty if the family has none
 */
record SeriesId(Place place, String outcome) {}
