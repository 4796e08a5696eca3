package dev.toolwatch.security;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** The tokens in force. Immutable. */
final class Tokens {
  static final Tokens NONE = new Tokens(List.of());

  private final List<Token> all;
  private final BiPredicate<Token, byte[]> comparison;

  /**
   * Tokens that are all different.
   *
   * @throws InvalidTokenException if two are the same
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
            token + " is the same as " + same + ": each needs one of its own");
      }
    }
  }

  /**
   * The token with this digest, or null. Compares with every one, in constant time each and without
   * an early end, so that the time tells nothing of which it is or how near another was.
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

  boolean isEmpty() {
    return all.isEmpty();
  }
}
