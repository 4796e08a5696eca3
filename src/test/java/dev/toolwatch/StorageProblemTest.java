package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.store.StoreLocation;
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
  void saved_saysWhatIsStoredAndWhereTheCountersGoOn() {
    StoreLocation place =
        new StoreLocation.Server("jdbc:postgresql://db.example/tw?password=s3cret", null, null);
    assertThat(Storage.saved(true, 17, true, place))
        .isEqualTo(
            "Stopped: everything that was counted is stored in jdbc:postgresql://db.example/tw"
                + " (17 rows since the start), and counters on /metrics go on from here at the"
                + " next start");
    assertThat(Storage.saved(false, 0, false, place))
        .contains("not everything that was counted is stored", "start at 0 next time");
  }

  @Test
  void unspecific_noReason_isTheProblem() {
    assertThat(Storage.unspecific("no flush has ended for 81 s"))
        .isEqualTo("no flush has ended for 81 s");
  }
}
