/**
 * Bounds on the number of series, for every stage that makes them: over its budget a value folds into
 * {@code __other__} while totals stay exact.
 *
 * <p>A {@link dev.toolwatch.cardinality.SeriesBudget} a family, shared by all event loops, says which
 * names have a {@link dev.toolwatch.cardinality.Place}. A {@link
 * dev.toolwatch.cardinality.SeriesTable} a family and loop counts them.
 *
 * <p>Threading. A table belongs to its loop. One lock guards all budgets: a service goes when it has
 * no place in any of them. It is taken when a loop meets a name that there may be room for, and for
 * each table's round every ten seconds; never for a name that the loop holds, nor for one that is
 * refused. What is read without it (who has a place, how much is taken) is a hint when it says yes,
 * asked again under the lock, and an answer when it says no: then the name folds, which is right at
 * that moment.
 *
 * <p>The life of a place:
 *
 * <ol>
 *   <li><em>Active.</em> A loop that counts into it holds it. Loops tell in their rounds how often they
 *       have.
 *   <li><em>Idle</em>, when no round has told of a use for the timeout. A loop that used it
 *       since says so in its next round, and it is active again; one that did not lets go of it: it
 *       keeps its counts for readers but finds the name no more, so it has to ask, which makes the
 *       place active again too.
 *   <li><em>Demoted</em>, when another name is to have its place. Each loop lets go of it in its next
 *       round, and nobody gets it back: the name folds. It is shown unchanged for the grace time after
 *       the last loop let go, so that a scrape sees its last count and Prometheus its end.
 *   <li><em>Gone</em>, when no loop holds it (and the grace is over). Only now is its room given to
 *       another, so the limit holds for what is shown. All readers see it go at once, since all loops
 *       share the object; loops drop their counts in their rounds. The same name then gets another
 *       place and starts from nothing, created later.
 * </ol>
 *
 * Nothing can be counted into a place that is gone: counting takes holding, and it goes when nobody
 * does. So a series that stays never goes down, and nothing is lost but with a whole series.
 *
 * <p>Bounds: the settings under {@code toolwatch.cardinality}; the candidates for a place 4096 a
 * family; a loop's frequent names 512 a family.
 */
package dev.toolwatch.cardinality;
