package dev.toolwatch.security;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** The tokens in force. Immutable. */
final class Tokens {
  static final Tokens NONE = new Tokens(List.of());

  private final List<Token> all;
  private final BiPredicate<Token, byte[]> comparison;

  /**
   * A set of tokens.
   *
   * @throws InvalidTokenException if two are the same, or if there are too many
   */
  Tokens(List<Token> all) {
    this(all, Token::hasDigest);
  }

  Tokens(List<Token> all, BiPredicate<Token, byte[]> comparison) {
    this.all = List.copyOf(all);
    this.comparison = comparison;
    if (all.size() > TokenFile.MAX_TOKENS) {
      throw new InvalidTokenException("more than " + TokenFile.MAX_TOKENS + " tokens");
    }
    Map<String, Token> byHash = new HashMap<>();
    for (Token token : all) {
      Token same = byHash.put(token.hash(), token);
      if (same != null) {
        throw new InvalidTokenException(
            token + " is the same as " + same + "; each one must be different");
      }
    }
  }

  /**
   * The token with this digest, or null. Compares with every token in constant time and does not
   * stop early, so the time reveals neither which token matched nor how close another one was.
   */
  Token find(byte[] digest) {
    Token found = null;
    for (Token token : all) {
      if (comparison.test(token, digest)) {
        found = token;
      }
    }
    return found;
  }

  /** The tenants that tokens name, without the default tenant. */
  Set<String> tenants() {
    return all.stream()
        .map(Token::tenant)
        .filter(tenant -> !tenant.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  boolean isEmpty() {
    return all.isEmpty();
  }
}
