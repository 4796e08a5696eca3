package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.toolwatch.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserKeyTest {
  private static final Optional<String> NONE = Optional.empty();

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("user-pseudonym.key");
  }

  @Test
  void load_configured_isThatKeyAndNoFile() {
    byte[] key = UserKey.load(Optional.of("a configured secret"), directory);
    assertThat(key).isEqualTo("a configured secret".getBytes(UTF_8));
    assertThat(file()).doesNotExist();
  }

  @Test
  void load_first_generatesAKeyThatOnlyTheOwnerReads() throws IOException {
    byte[] key = UserKey.load(NONE, directory);
    assertThat(key).hasSize(32);
    assertThat(Files.readAllBytes(file())).isEqualTo(key);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(files()).as("no draft is left").containsExactly("user-pseudonym.key");
  }

  @Test
  void load_again_isTheSameKey() {
    byte[] first = UserKey.load(NONE, directory);
    assertThat(UserKey.load(NONE, directory)).isEqualTo(first);
  }

  @Test
  void load_directoryNotThere_makesIt() {
    Path deeper = directory.resolve("a/b");
    byte[] first = UserKey.load(NONE, deeper);
    assertThat(UserKey.load(NONE, deeper)).isEqualTo(first);
  }

  @Test
  void load_twoDirectories_areTwoKeys() {
    assertThat(UserKey.load(NONE, directory.resolve("a")))
        .isNotEqualTo(UserKey.load(NONE, directory.resolve("b")));
  }

  /** What processes do to each other, they do by the file alone: threads do the same. */
  @RepeatedTest(20)
  void load_atTheSameTime_isOneKey() throws Exception {
    int starts = 4;
    CyclicBarrier together = new CyclicBarrier(starts);
    ExecutorService processes = Executors.newFixedThreadPool(starts);
    try {
      List<Callable<byte[]>> loads = new ArrayList<>();
      for (int i = 0; i < starts; i++) {
        loads.add(
            () -> {
              together.await();
              return UserKey.load(NONE, directory);
            });
      }
      Set<String> keys = new TreeSet<>();
      for (Future<byte[]> loaded : processes.invokeAll(loads)) {
        keys.add(HexFormat.of().formatHex(loaded.get()));
      }
      assertThat(keys).hasSize(1);
      assertThat(files()).containsExactly("user-pseudonym.key");
    } finally {
      processes.shutdown();
    }
  }

  @Test
  void load_directoryThatCannotBeWritten_warnsAndIsEphemeral() throws IOException {
    Path noDirectory = Files.createFile(directory.resolve("a file"));
    try (CapturedLog log = CapturedLog.start()) {
      byte[] first = UserKey.load(NONE, noDirectory);
      assertThat(first).hasSize(32).isNotEqualTo(UserKey.load(NONE, noDirectory));
      assertThat(log.text())
          .contains("WARN", "toolwatch.users.key", "toolwatch.store.path", noDirectory.toString())
          .doesNotContain(HexFormat.of().formatHex(first));
    }
  }

  @Test
  void load_configuredTooShort_saysWhichSettingAndNotItsValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UserKey.load(Optional.of("15 characters !"), directory))
        .withMessageContainingAll("toolwatch.users.key", "at least 16 bytes")
        .withMessageNotContaining("characters !");
    assertThat(UserKey.load(Optional.of("16 characters !!"), directory)).hasSize(16);
  }

  @Test
  void load_fileTooShort_saysWhichFile() throws IOException {
    Files.write(file(), new byte[15]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UserKey.load(NONE, directory))
        .withMessageContainingAll(file().toString(), "at least 16 bytes");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
