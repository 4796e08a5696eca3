package dev.toolwatch.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownTokensTest {
  private static final String ONE = "first-token-0123456789";
  private static final String TWO = "second-token-0123456789";

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("tokens");
  }

  @Test
  void settings_plainAndHashed_areKnown() {
    KnownTokens tokens =
        new KnownTokens(
            Map.of(
                "plain", settings(Optional.of(ONE), Optional.empty(), "ingest"),
                "hashed", settings(Optional.empty(), Optional.of(hash(TWO)), "read", "scrape")),
            Optional.empty());
    assertThat(find(tokens, ONE).grants(Role.INGEST)).isTrue();
    assertThat(find(tokens, TWO).grants(Role.SCRAPE)).isTrue();
  }

  @Test
  void settings_bothOrNeither_areRefusedByTheirName() {
    assertThatThrownBy(
            () -> known(Map.of("ci", settings(Optional.of(ONE), Optional.of(hash(ONE)), "ingest"))))
        .hasMessage("toolwatch.auth.tokens.\"ci\": set either .token or .hash");
    assertThatThrownBy(
            () -> known(Map.of("ci", settings(Optional.empty(), Optional.empty(), "ingest"))))
        .hasMessage("toolwatch.auth.tokens.\"ci\": set either .token or .hash");
    assertThatThrownBy(() -> known(Map.of("ci", settings(Optional.of(ONE), Optional.empty()))))
        .hasMessage("toolwatch.auth.tokens.\"ci\": the token has no role");
  }

  @Test
  void file_commentsBlanksHashes_areRead() throws IOException {
    KnownTokens tokens =
        of(
            "# who  roles  token",
            "",
            "  gateway ingest " + ONE + "  ",
            "prometheus\tscrape,read\t{sha256}" + hash(TWO));
    assertThat(find(tokens, ONE).name()).isEqualTo("gateway");
    assertThat(find(tokens, TWO).grants(Role.READ)).isTrue();
    assertThat(find(tokens, TWO).grants(Role.INGEST)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gateway ingest               | a line has the form \"name roles token\"",
        "gateway ingest, read secret-of-sixteen  | a line has the form \"name roles token\"",
        "gateway ingest short         | the token is shorter than 16 characters",
        "gateway king 0123456789abcdef | unknown role \"king\"",
        "gateway , 0123456789abcdef | unknown role \"\"",
        "gateway ingest {sha256}12    | the hash is not a SHA-256",
      })
  void file_brokenLine_isNamed_withoutItsToken(String line, String complaint) {
    assertThatThrownBy(() -> of("a ingest " + ONE, "# comment", line))
        .hasMessageStartingWith(file + ", line 3: " + complaint)
        .hasMessageNotContaining("0123456789abcdef")
        .hasMessageNotContaining("secret-of-sixteen");
  }

  @Test
  void file_absentOrEmpty_isRefusedAtTheStart() {
    assertThatThrownBy(() -> new KnownTokens(Map.of(), Optional.of(new TokenFile(file))))
        .hasMessage(file + " (toolwatch.auth.token-file) does not exist");
    assertThatThrownBy(() -> of("# nothing")).hasMessage(file + " has no tokens");
  }

  @Test
  void poll_changed_takesTheNewAndForgetsTheOld_whenTwoPollsAgree() throws IOException {
    KnownTokens tokens = of("a ingest " + ONE);
    write("b ingest " + TWO);
    tokens.poll();
    assertThat(find(tokens, ONE)).isNotNull();
    tokens.poll();
    assertThat(find(tokens, ONE)).isNull();
    assertThat(find(tokens, TWO).name()).isEqualTo("b");
  }

  @Test
  void poll_sameSizeAndTime_isSeen() throws IOException {
    KnownTokens tokens = of("a ingest " + ONE);
    var time = Files.getLastModifiedTime(file);
    write("a ingest " + ONE.replace('0', '9'));
    Files.setLastModifiedTime(file, time);
    tokens.poll();
    tokens.poll();
    assertThat(find(tokens, ONE)).isNull();
    assertThat(find(tokens, ONE.replace('0', '9'))).isNotNull();
  }

  @Test
  void poll_brokenOrGone_keepsWhatWasGood_untilItIsWhole() throws IOException {
    KnownTokens tokens = of("a ingest " + ONE);
    write("a ingest " + ONE, "b ingest short");
    tokens.poll();
    tokens.poll();
    assertThat(find(tokens, ONE)).isNotNull();
    Files.delete(file);
    tokens.poll();
    tokens.poll();
    assertThat(find(tokens, ONE)).isNotNull();
    write("b ingest " + TWO);
    tokens.poll();
    tokens.poll();
    assertThat(find(tokens, ONE)).isNull();
    assertThat(find(tokens, TWO)).isNotNull();
  }

  @Test
  void poll_emptied_takesNoneOfItsTokensAnyMore() throws IOException {
    KnownTokens tokens = of("a ingest " + ONE);
    write("# all gone");
    tokens.poll();
    tokens.poll();
    assertThat(find(tokens, ONE)).isNull();
  }

  @Test
  void poll_sameAsASettingsToken_keepsWhatWasGood() throws IOException {
    write("a ingest " + ONE);
    KnownTokens tokens =
        new KnownTokens(
            Map.of("s", settings(Optional.of(TWO), Optional.empty(), "read")),
            Optional.of(new TokenFile(file)));
    write("b admin " + TWO);
    tokens.poll();
    tokens.poll();
    assertThat(find(tokens, ONE)).isNotNull();
    assertThat(find(tokens, TWO).grants(Role.ADMIN)).isFalse();
  }

  @Test
  void issue_staysWhenTheFileChanges() throws IOException {
    KnownTokens tokens = of("a ingest " + ONE);
    tokens.issue(Token.plain("demo", EnumSet.of(Role.INGEST), "made-in-this-process"));
    write("b ingest " + TWO);
    tokens.poll();
    tokens.poll();
    assertThat(find(tokens, "made-in-this-process").name()).isEqualTo("demo");
  }

  private KnownTokens of(String... lines) throws IOException {
    write(lines);
    return new KnownTokens(Map.of(), Optional.of(new TokenFile(file)));
  }

  private void write(String... lines) throws IOException {
    Files.write(file, List.of(lines));
  }

  private static KnownTokens known(Map<String, AuthSettings.TokenSettings> settings) {
    return new KnownTokens(settings, Optional.empty());
  }

  private static Token find(KnownTokens tokens, String token) {
    return tokens.inForce().find(Token.digest(token));
  }

  private static String hash(String token) {
    return Token.plain("any", EnumSet.of(Role.READ), token).hash();
  }

  /** The data of a tenant that came later would have nowhere to go. */
  @Test
  void poll_tenantThatIsNew_isRefused() throws IOException {
    Files.writeString(file, "a ingest a-token-of-sixteen tenant=acme\nb read a-token-of-nobody\n");
    KnownTokens tokens = new KnownTokens(Map.of(), Optional.of(new TokenFile(file)));
    assertThat(tokens.tenants()).containsExactly("acme");
    assertThat(tokens.inForce().find(Token.digest("a-token-of-sixteen")).tenant())
        .isEqualTo("acme");
    assertThat(tokens.inForce().find(Token.digest("a-token-of-nobody")).identity().tenant())
        .isEmpty();

    Files.writeString(file, "c ingest another-token-123 tenant=new\n");
    tokens.poll();
    tokens.poll();
    assertThat(tokens.inForce().find(Token.digest("another-token-123"))).isNull();
    assertThat(tokens.inForce().find(Token.digest("a-token-of-sixteen"))).isNotNull();
  }

  private static AuthSettings.TokenSettings settings(
      Optional<String> token, Optional<String> hash, String... roles) {
    return new AuthSettings.TokenSettings() {
      @Override
      public Optional<String> token() {
        return token;
      }

      @Override
      public Optional<String> hash() {
        return hash;
      }

      @Override
      public Optional<List<String>> roles() {
        return roles.length == 0 ? Optional.empty() : Optional.of(List.of(roles));
      }

      @Override
      public Optional<String> tenant() {
        return Optional.empty();
      }
    };
  }
}
