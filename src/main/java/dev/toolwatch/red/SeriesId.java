package dev.toolwatch.red;

import dev.toolwatch.cardinality.Place;

/**
 * Which series it is, in all shards: names that come back have another place.
 *
 * @param place of its name
 * @param outcome its label; empty where the family has none
 */
record SeriesId(Place place, String outcome) {}
