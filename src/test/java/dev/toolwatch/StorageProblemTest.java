package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the readiness answer, which anybody may ask for, says about the store. */
class StorageProblemTest {
  @Test
  void unspecific_reasonOfADatabase_isLeftOut() {
    assertThat(
            Storage.unspecific(
                "the store cannot be opened: Connection to db.internal:5432 refused. Check that"
                    + " the hostname and port are correct"))
        .isEqualTo("the store cannot be opened (the log says why)");
    assertThat(Storage.unspecific("org.postgresql.util.PSQLException: FATAL: role \"x\""))
        .isEqualTo("org.postgresql.util.PSQLException (the log says why)");
  }

  @Test
  void unspecific_noReason_isTheProblem() {
    assertThat(Storage.unspecific("no flush has ended for 81 s"))
        .isEqualTo("no flush has ended for 81 s");
  }
}
