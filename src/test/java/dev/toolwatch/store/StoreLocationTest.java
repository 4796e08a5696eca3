package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.toolwatch.testing.CapturedLog;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreLocationTest {
  @TempDir Path directory;

  /** The driver would read settings from some of these names, or keep the data in memory. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "que?foreign_keys=on",
        "mode=memory",
        ":memory:",
        ":resource:x",
        "a%20b",
        "a b",
        "a#b&c",
        "späße",
      })
  void directory_oddName_holdsTheDatabase(String name) {
    Path odd = directory.resolve(name);
    try (Store store = StoreContract.at(new StoreLocation.Directory(odd), StoreContract.START)) {
      store.open();
      assertThat(odd.resolve("toolwatch.db")).isNotEmptyFile();
    }
    assertThat(directory).isDirectoryNotContaining(path -> !path.equals(odd));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://toolwatch:s3cret@db.example/toolwatch",
        "jdbc:postgresql://toolwatch:s3cret@db.example/toolwatch",
        "jdbc:postgresql://toolwatch:s3cret@db.example:5432/toolwatch?user=a",
        "jdbc:postgresql://db.example:s3cret/toolwatch",
        "jdbc:postgresql://db.example:54x32/toolwatch?user=a&password=s3cret",
        "jdbc:postgresql://db.example:99999/toolwatch?password=s3cret",
        "jdbc:postgresql://db.example?password=s3cret",
        "jdbc:postgres://db.example/toolwatch?password=s3cret",
        "jdbc:mysql://db.example/toolwatch?user=a&password=s3cret",
        "jdbc:postgresql://db example/toolwatch?password=s3cret",
        "s3cret"
      })
  void server_malformedAddress_isRefusedWithoutShowingIt(String url) {
    try (CapturedLog log = CapturedLog.start()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new StoreLocation.Server(url, null, null))
          .withMessageContaining("toolwatch.store.url")
          .withMessageNotContaining("s3cret")
          .withNoCause();
      assertThat(log.text()).doesNotContain("s3cret");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db.example/toolwatch",
        "jdbc:postgresql://db.example:5433/toolwatch?password=s3cret&sslmode=require",
        "jdbc:postgresql://one:5432,two:5433/toolwatch?targetServerType=primary",
        "jdbc:postgresql://[::1]:5432/toolwatch",
        "jdbc:postgresql:toolwatch",
        "jdbc:postgresql:///toolwatch?password=s3cret",
        "jdbc:postgresql://localhost/"
      })
  void server_address_isTaken_andNotShownWithItsParameters(String url) {
    StoreLocation place = new StoreLocation.Server(url, "toolwatch", "s3cret");
    assertThat(place.toString()).doesNotContain("s3cret");
  }
}
