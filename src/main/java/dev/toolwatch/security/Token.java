package dev.toolwatch.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.toolwatch.tenant.CurrentTenant;
import dev.toolwatch.tenant.Tenants;
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
 * A known token, of which only the digest is kept. A plain SHA-256 is enough because tokens are
 * random: no dictionary helps to guess them.
 */
final class Token {
  /** A hexadecimal token of this length has 64 bits. */
  static final int MIN_LENGTH = 16;

  static final int MAX_LENGTH = 1024;

  /** Marks a hexadecimal digest in place of a token. */
  static final String HASH_PREFIX = "{sha256}";

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  /** RFC 6750, 2.1: b64token. */
  private static final Pattern B64_TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private final String name;
  private final Set<Role> roles;
  private final String tenant;
  private final byte[] digest;

  private Token(String name, Set<Role> roles, String tenant, byte[] digest) {
    if (name.isEmpty()) {
      throw new InvalidTokenException("the token has no name");
    }
    if (roles.isEmpty()) {
      throw new InvalidTokenException("the token has no role");
    }
    if (!tenant.isEmpty() && !Tenants.isName(tenant)) {
      throw new InvalidTokenException(
          "the tenant's name must have 1 to 40 lower-case letters, digits, - and _, and begin with a"
              + " letter or a digit");
    }
    this.name = name;
    this.tenant = tenant;
    this.roles = EnumSet.copyOf(roles);
    this.digest = digest;
  }

  /**
   * A token given as it is.
   *
   * @throws InvalidTokenException if it is too short or too long, or has characters that cannot be
   *     sent
   */
  static Token plain(String name, Set<Role> roles, String token) {
    if (token.length() < MIN_LENGTH) {
      throw new InvalidTokenException(
          "the token is shorter than " + MIN_LENGTH + " characters: use a random one");
    }
    if (!isWellFormed(token)) {
      throw new InvalidTokenException(
          "the token is longer than "
              + MAX_LENGTH
              + " characters or has characters other than letters, digits and -._~+/=");
    }
    return new Token(name, roles, CurrentTenant.DEFAULT, digest(token));
  }

  /**
   * A token given by its digest.
   *
   * @param hash SHA-256 in hexadecimal, with or without {@link #HASH_PREFIX}
   * @throws InvalidTokenException if it is not a SHA-256
   */
  static Token hashed(String name, Set<Role> roles, String hash) {
    String digits = hash.startsWith(HASH_PREFIX) ? hash.substring(HASH_PREFIX.length()) : hash;
    String lower = digits.toLowerCase(Locale.ROOT);
    if (!HASH.matcher(lower).matches()) {
      throw new InvalidTokenException("the hash is not a SHA-256 in 64 hexadecimal digits");
    }
    return new Token(name, roles, CurrentTenant.DEFAULT, HexFormat.of().parseHex(lower));
  }

  /**
   * A token in the form of token files.
   *
   * @param text the token, or its hash after {@link #HASH_PREFIX}
   */
  static Token of(String name, List<String> roles, String text) {
    return text.startsWith(HASH_PREFIX)
        ? hashed(name, roles(roles), text)
        : plain(name, roles(roles), text);
  }

  /** Roles by their names in settings and files. */
  static Set<Role> roles(List<String> labels) {
    return labels.stream()
        .map(Role::of)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
  }

  /** Whether this has the form of a token. */
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

  /** A name for people, not necessarily unique. */
  String name() {
    return name;
  }

  /**
   * The same token as one of a tenant.
   *
   * @param tenant its name; empty for the default tenant
   * @throws InvalidTokenException if a tenant cannot have this name
   */
  Token of(String tenant) {
    return new Token(name, roles, tenant, digest);
  }

  /** The tenant's name; empty for the default tenant. */
  String tenant() {
    return tenant;
  }

  /** The sender of a request with this token. */
  Identity identity() {
    return new Identity(name, roles, tenant, null);
  }

  /** The digest in hexadecimal. */
  String hash() {
    return HexFormat.of().formatHex(digest);
  }

  /** Takes constant time, whatever the digest is. */
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
