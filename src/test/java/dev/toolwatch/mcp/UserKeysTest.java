package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.toolwatch.signal.ShownUsers;
import dev.toolwatch.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserKeysTest {
  private static final String OLD = "the old key, of no use";
  private static final String NEW = "the new key, of no use";
  private static final String NEWEST = "the newest key, of no use";
  private static final String NONE = null;
  private static final String GENERATED = "generated";

  @TempDir Path directory;

  private record Settings(Optional<String> key, Optional<String> countingKey)
      implements UserSettings {
    @Override
    public Optional<List<String>> attributes() {
      return Optional.empty();
    }
  }

  private UserKeys keys(String key, String counting) {
    return new UserKeys(
        new Settings(Optional.ofNullable(key), Optional.ofNullable(counting)), directory);
  }

  private static long counted(UserKeys keys, String identity) {
    return new Pseudonyms(keys.counting(), 16).of(identity);
  }

  private static long shown(UserKeys keys, String identity) {
    return keys.shown().shown(counted(keys, identity));
  }

  private Path file() {
    return directory.resolve("user-pseudonym.key");
  }

  @Test
  void withoutCountingKey_oneKeyForBoth() {
    UserKeys keys = keys(OLD, NONE);
    assertThat(keys.counting()).isEqualTo(OLD.getBytes(UTF_8));
    assertThat(keys.shown()).isSameAs(ShownUsers.AS_COUNTED);
    assertThat(shown(keys, "alice")).isEqualTo(new Pseudonyms(OLD.getBytes(UTF_8), 16).of("alice"));
  }

  @Test
  void rotations_countTheSameUser_andShowAnother() {
    UserKeys before = keys(OLD, NONE);
    UserKeys after = keys(NEW, OLD);
    UserKeys again = keys(NEWEST, OLD);
    assertThat(counted(before, "alice"))
        .isEqualTo(counted(after, "alice"))
        .isEqualTo(counted(again, "alice"));
    assertThat(List.of(shown(before, "alice"), shown(after, "alice"), shown(again, "alice")))
        .doesNotHaveDuplicates()
        .doesNotContain(new Pseudonyms(NEW.getBytes(UTF_8), 16).of("alice"));
    assertThat(file()).doesNotExist();
  }

  @Test
  void generatedCountingKey_isTheOneInTheFile() {
    long before = counted(keys(NONE, NONE), "alice");
    UserKeys after = keys(NEW, GENERATED);
    assertThat(counted(after, "alice")).isEqualTo(before);
    assertThat(shown(after, "alice")).isNotEqualTo(before);
  }

  @Test
  void generatedCountingKey_noFile_isRefused_andNoneIsMade() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys(NEW, GENERATED))
        .withMessageContainingAll("toolwatch.users.counting-key", file().toString())
        .withMessageNotContaining(NEW);
    assertThat(file()).doesNotExist();
  }

  @Test
  void generatedCountingKey_fileThatCannotBeRead_isRefused() throws IOException {
    Files.createDirectory(file());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys(NEW, GENERATED))
        .withMessageContainingAll("toolwatch.users.counting-key", file().toString())
        .withCauseInstanceOf(IOException.class);
  }

  @Test
  void generatedCountingKey_fileTooShort_isRefused() throws IOException {
    Files.write(file(), new byte[15]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys(NEW, GENERATED))
        .withMessageContainingAll(file().toString(), "at least 16 bytes");
  }

  @Test
  void countingKeyTooShort_isRefused_withoutItsValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys(NEW, "15 characters !"))
        .withMessageContainingAll("toolwatch.users.counting-key", "at least 16 bytes")
        .withMessageNotContaining("characters !");
  }

  @Test
  void countingKeyAlone_isRefused_withoutItsValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys(NONE, OLD))
        .withMessageContainingAll("toolwatch.users.counting-key", "toolwatch.users.key")
        .withMessageNotContaining(OLD);
    assertThat(file()).doesNotExist();
  }

  @Test
  void sameKeyTwice_isNoRotation_andWarnedOf() {
    try (CapturedLog log = CapturedLog.start()) {
      assertThat(keys(OLD, OLD).shown()).isSameAs(ShownUsers.AS_COUNTED);
      assertThat(log.text())
          .contains("WARN", "toolwatch.users.counting-key", "no key has been rotated")
          .doesNotContain(OLD);
    }
  }

  @Test
  void rotation_isLogged_withoutTheKeys() {
    byte[] generated = keys(NONE, NONE).counting();
    try (CapturedLog log = CapturedLog.start()) {
      UserKeys unused = keys(NEW, GENERATED);
      assertThat(log.text())
          .contains("INFO", "toolwatch.users.counting-key")
          .doesNotContain(NEW, HexFormat.of().formatHex(generated));
    }
  }
}
