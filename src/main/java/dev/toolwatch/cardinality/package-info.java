/**
 * Limits the number of series for every stage that makes them. A value above its budget folds into
 * {@code __other__}, and totals stay exact.
 *
 * <p>Each family has one {@link dev.toolwatch.cardinality.SeriesBudget}, shared by all event loops.
 * It decides which names have a {@link dev.toolwatch.cardinality.Place}. Each loop has one {@link
 * dev.toolwatch.cardinality.SeriesTable} per family, which counts the names.
 *
 * <p>Threading. A table belongs to its loop. One lock guards all budgets, because a service is
 * removed only when it has no place in any of them. The lock is taken when a loop meets a name that
 * there may be room for, and for each table's round every ten seconds. It is never taken for a name
 * that the loop holds or for a name that is refused. State is also read without the lock: who has a
 * place, and how much is used. If that says that there is room, it is only a hint and is checked
 * again under the lock. If it says that there is none, the name folds, which is correct at that
 * moment.
 *
 * <p>The life cycle of a place:
 *
 * <ol>
 *   <li><em>Active.</em> Every loop that counts into the place holds it. In their rounds, loops
 *       report how often they have used it.
 *   <li><em>Idle</em>: no round has reported a use for the idle timeout. A loop that has used it
 *       since says so in its next round, and the place is active again. A loop that has not
 *       releases it: it keeps its counts for readers, but no longer finds the name. If the name
 *       occurs again, the loop has to ask the budget, which also makes the place active again.
 *   <li><em>Demoted</em>: another name will get its room. Each loop releases the place in its next
 *       round and cannot get it back: the name folds. After the last loop has released it, the
 *       place is shown unchanged for the grace time, so that a scrape sees its last count and
 *       Prometheus its end.
 *   <li><em>Gone</em>: no loop holds it, and the grace time of a demoted place is over. Only now
 *       does another name get its room, so the limit also holds for what is shown. All loops share
 *       the object, so all readers see at once that it is gone. Loops drop their counts in their
 *       rounds. The same name then gets a new place and starts from zero with a later created
 *       timestamp.
 * </ol>
 *
 * <p>Nothing can be counted into a place that is gone: a loop must hold a place to count into it,
 * and a place that is held does not go. So a series never decreases while it exists, and counts are
 * lost only together with the whole series.
 *
 * <p>Limits: the settings under {@code toolwatch.cardinality}; 4096 candidates for a place per
 * family; 512 frequent names per family and loop.
 */
package dev.toolwatch.cardinality;
