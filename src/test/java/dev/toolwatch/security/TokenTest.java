package dev.toolwatch.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  // echo -n 0123456789abcdef0123456789abcdef | sha256sum
  private static final String SECRET_HASH =
      "3eb1bd439947eb762998e566ccc2e099c791118b2f40579cc4f7da2b5061b7f9";

  private static final Set<Role> INGEST = EnumSet.of(Role.INGEST);

  @Test
  void hashed_isTheSameTokenAsPlain() {
    Token plain = Token.plain("a", INGEST, SECRET);
    Token hashed = Token.hashed("a", INGEST, "{sha256}" + plain.hash().toUpperCase(Locale.ROOT));
    assertThat(hashed.hasDigest(Token.digest(SECRET))).isTrue();
    assertThat(plain.hash()).isEqualTo(SECRET_HASH);
  }

  @Test
  void toString_holdsNoSecret() {
    assertThat(Token.plain("ci", INGEST, SECRET)).hasToString("token ci");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "0123456789abcde"})
  void plain_short_isRefusedWithoutSayingIt(String secret) {
    assertThatThrownBy(() -> Token.plain("a", INGEST, secret))
        .isInstanceOf(InvalidTokenException.class)
        .hasMessageStartingWith("the token is shorter than 16 characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with a blank in the middle",
        "umläute-sind-nicht-zu-senden",
        "=====0123456789abcdef"
      })
  void plain_notSendable_isRefusedWithoutSayingIt(String secret) {
    assertThatThrownBy(() -> Token.plain("a", INGEST, secret))
        .isInstanceOf(InvalidTokenException.class)
        .hasMessageNotContaining(secret);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{sha256}", "0123", "{sha256}zz", "{md5}d41d8cd98f00b204e9800998ecf8427e"})
  void hashed_noSha256_isRefused(String hash) {
    assertThatThrownBy(() -> Token.hashed("a", INGEST, hash))
        .hasMessage("the hash is not a SHA-256 in 64 hexadecimal digits");
  }

  @Test
  void roles_unknown_namesThoseThereAre() {
    assertThatThrownBy(() -> Token.roles(List.of("ingest", "root")))
        .hasMessage("unknown role \"root\": the roles are ingest, scrape, read, alert, admin");
  }

  @Test
  void plain_noRole_isRefused() {
    assertThatThrownBy(() -> Token.plain("a", Set.of(), SECRET))
        .hasMessage("the token has no role");
  }

  @ParameterizedTest
  @CsvSource({
    "INGEST, INGEST",
    "SCRAPE, SCRAPE",
    "READ, READ",
    "ADMIN, INGEST",
    "ADMIN, SCRAPE",
    "ADMIN, READ",
    "ADMIN, ADMIN"
  })
  void grants_itsRoleAndAdminEverything(Role has, Role needed) {
    assertThat(Token.plain("a", EnumSet.of(has), SECRET).grants(needed)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"INGEST, SCRAPE", "SCRAPE, INGEST", "READ, ADMIN", "READ, SCRAPE", "INGEST, ADMIN"})
  void grants_nothingElse(Role has, Role needed) {
    assertThat(Token.plain("a", EnumSet.of(has), SECRET).grants(needed)).isFalse();
  }

  @Test
  void find_comparesWithEveryToken_whereverTheMatchIs() {
    List<Token> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(Token.plain("t" + i, INGEST, "a-token-of-number-" + i));
    }
    List<Token> compared = new ArrayList<>();
    Tokens tokens =
        new Tokens(
            all,
            (token, digest) -> {
              compared.add(token);
              return token.hasDigest(digest);
            });
    for (Token token : all) {
      compared.clear();
      assertThat(tokens.find(Token.digest("a-token-of-number-" + token.name().substring(1))))
          .isSameAs(token);
      assertThat(compared).isEqualTo(all);
    }
    compared.clear();
    assertThat(tokens.find(Token.digest("a-token-of-number-x"))).isNull();
    assertThat(compared).isEqualTo(all);
  }

  @Test
  void tokens_twiceTheSame_areRefusedByTheirNames() {
    Token first = Token.plain("first", INGEST, SECRET);
    Token second = Token.hashed("second", INGEST, SECRET_HASH);
    assertThatThrownBy(() -> new Tokens(List.of(first, second)))
        .hasMessage("token second is the same as token first; each one must be different");
  }

  @Test
  void tokens_tooMany_areRefused() {
    List<Token> all = new ArrayList<>();
    for (int i = 0; i <= TokenFile.MAX_TOKENS; i++) {
      all.add(Token.plain("t" + i, INGEST, "a-token-of-number-" + i));
    }
    assertThatThrownBy(() -> new Tokens(all)).hasMessage("more than 1000 tokens");
  }
}
