package dev.toolwatch.store;

/** Tables in which rows tell users apart. */
@FunctionalInterface
public interface UserRows {
  /**
   * Removes all that tells a user apart, in transactions that each take little time. What cannot be
   * told apart stays. It may be done again, and finds then only what has come since.
   *
   * @param user the pseudonym
   * @return how many rows were changed
   */
  long erase(Transactions transactions, long user);
}
