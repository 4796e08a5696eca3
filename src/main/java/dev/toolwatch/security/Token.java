package dev.toolwatch.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One token that is known: not the token itself, but its digest. A plain SHA-256 is enough, as a
 * token is random: there is no dictionary to try.
 */
final class Token {
  /** A hexadecimal token of so many characters has 64 bits. */
  static final int MIN_LENGTH = 16;

  static final int MAX_LENGTH = 1024;

  /** Before the digest in hexadecimal, in a token's place. */
  static final String HASH_PREFIX = "{sha256}";

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  /** RFC 6750, 2.1: b64token. */
  private static final Pattern B64_TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private final String name;
  private final Set<Role> roles;
  private final byte[] digest;

  private Token(String name, Set<Role> roles, byte[] digest) {
    if (name.isEmpty()) {
      throw new InvalidTokenException("the token has no name");
    }
    if (roles.isEmpty()) {
      throw new InvalidTokenException("the token has no role");
    }
    this.name = name;
    this.roles = EnumSet.copyOf(roles);
    this.digest = digest;
  }

  /**
   * The token itself is known.
   *
   * @throws InvalidTokenException if it is too short, too long or could not be sent
   */
  static Token plain(String name, Set<Role> roles, String token) {
    if (token.length() < MIN_LENGTH) {
      throw new InvalidTokenException(
          "the token is shorter than " + MIN_LENGTH + " characters: make one that is random");
    }
    if (!isWellFormed(token)) {
      throw new InvalidTokenException(
          "the token is longer than "
              + MAX_LENGTH
              + " characters or has others than letters, digits and -._~+/=");
    }
    return new Token(name, roles, digest(token));
  }

  /**
   * Only the token's digest is known.
   *
   * @param hash SHA-256 in hexadecimal, with or without {@link #HASH_PREFIX}
   * @throws InvalidTokenException if it is none
   */
  static Token hashed(String name, Set<Role> roles, String hash) {
    String digits = hash.startsWith(HASH_PREFIX) ? hash.substring(HASH_PREFIX.length()) : hash;
    String lower = digits.toLowerCase(Locale.ROOT);
    if (!HASH.matcher(lower).matches()) {
      throw new InvalidTokenException("the hash is no SHA-256 in 64 hexadecimal digits");
    }
    return new Token(name, roles, HexFormat.of().parseHex(lower));
  }

  /**
   * A token as files have it.
   *
   * @param text the token, or its hash behind {@link #HASH_PREFIX}
   */
  static Token of(String name, List<String> roles, String text) {
    return text.startsWith(HASH_PREFIX)
        ? hashed(name, roles(roles), text)
        : plain(name, roles(roles), text);
  }

  /** Roles as settings and files have them. */
  static Set<Role> roles(List<String> labels) {
    return labels.stream()
        .map(Role::of)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
  }

  /** Whether this could be a token at all. */
  static boolean isWellFormed(String token) {
    return token.length() <= MAX_LENGTH && B64_TOKEN.matcher(token).matches();
  }

  static byte[] digest(String token) {
    return digest(token.getBytes(ISO_8859_1));
  }

  static byte[] digest(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** For people: names need not be unique. */
  String name() {
    return name;
  }

  /** Who brings it. */
  Identity identity() {
    return new Identity(name, roles, "");
  }

  /** The digest in hexadecimal. */
  String hash() {
    return HexFormat.of().formatHex(digest);
  }

  /** In the same time whatever the digest is. */
  boolean hasDigest(byte[] other) {
    return MessageDigest.isEqual(digest, other);
  }

  boolean grants(Role needed) {
    return needed.isGrantedBy(roles);
  }

  @Override
  public String toString() {
    return "token " + name;
  }
}
