package dev.toolwatch.errors;

import java.util.Set;

/** Names whose values are secret, such as {@code DB_PASSWORD} and {@code x-api-key}. Pure functions. */
final class SecretNames {
  /** Characters at the end of a name that decide. */
  static final int MAX = 64;

  /** What a name may end in, without dashes, dots and underscores. */
  private static final String[] ENDINGS = {
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
    "signingkey",
    "encryptionkey",
    "accountkey",
    "sharedkey",
    "masterkey",
    "clientkey",
    "authkey",
    "credential",
    "credentials",
    "authorization",
    "cookie",
    "sessionid",
    "jwt",
    "bearer"
  };

  private static final Set<String> WHOLE =
      Set.of("pass", "auth", "sid", "pin", "ssn", "cvv", "cvc", "otp", "passwort");

  /** Names that are secret only in the query of a URL. */
  private static final Set<String> QUERY =
      Set.of("key", "sig", "signature", "code", "session", "state", "xamzsignature");

  private SecretNames() {}

  static boolean isNamePart(char c) {
    return c < 128 && Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.';
  }

  /** Whether the value of a name in lower case is secret. */
  static boolean isSecret(String name, boolean inQuery) {
    String plain = withoutSeparators(name);
    if (WHOLE.contains(plain)
        || name.endsWith("_pass")
        || name.endsWith("-pass")
        || inQuery && QUERY.contains(plain)) {
      return true;
    }
    for (String ending : ENDINGS) {
      if (plain.endsWith(ending)) {
        return true;
      }
    }
    return false;
  }

  private static String withoutSeparators(String name) {
    StringBuilder plain = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '_' && c != '-' && c != '.') {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  /** Whether the value has several words: the rest of the line. */
  static boolean isHeader(String name) {
    return name.endsWith("authorization") || name.endsWith("cookie");
  }

  /** Whether credentials follow a word, as in {@code Bearer abc}. RFC 9110, "Authentication". */
  static boolean isScheme(String name) {
    return name.equals("bearer") || name.equals("basic");
  }

  /** Where the characters of RFC 9110's token68 end. */
  static int credentialsEnd(String text, int from) {
    int to = from;
    while (to < text.length()
        && (isNamePart(text.charAt(to)) || "~+/=".indexOf(text.charAt(to)) >= 0)) {
      to++;
    }
    return to;
  }

  /** Whether a range is no word such as {@code authentication}. */
  static boolean isCredentials(String text, int from, int to) {
    if (to - from < 6) {
      return false;
    }
    boolean upper = false;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (SourcePosition.isDigit(c) || "+/=_".indexOf(c) >= 0) {
        return true;
      }
      upper |= i > from && Character.isUpperCase(c);
    }
    return upper || to - from >= 16;
  }
}
