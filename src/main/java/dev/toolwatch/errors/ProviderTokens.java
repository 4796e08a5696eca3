package dev.toolwatch.errors;

/**
 * Tokens and keys that say by their first characters who issued them, as their issuers and the public
 * rules of secret scanners describe them, and JSON Web Tokens. Pure functions.
 */
final class ProviderTokens {
  /** Prefixes, each followed by the least number of characters that must come after it. */
  private static final Object[][] PREFIXES = {
    {"sk-", 12},
    {"sk_live_", 6},
    {"sk_test_", 6},
    {"rk_live_", 6},
    {"rk_test_", 6},
    {"pk_live_", 6},
    {"whsec_", 12},
    {"ghp_", 6},
    {"gho_", 6},
    {"ghu_", 6},
    {"ghs_", 6},
    {"ghr_", 6},
    {"github_pat_", 6},
    {"glpat-", 6},
    {"gldt-", 12},
    {"glrt-", 12},
    {"xoxa-", 6},
    {"xoxb-", 6},
    {"xoxe-", 6},
    {"xoxe.", 6},
    {"xoxo-", 6},
    {"xoxp-", 6},
    {"xoxr-", 6},
    {"xoxs-", 6},
    {"xapp-", 6},
    {"AKIA", 12},
    {"ASIA", 12},
    {"ABIA", 12},
    {"ACCA", 12},
    {"AIza", 16},
    {"ya29.", 12},
    {"GOCSPX-", 12},
    {"npm_", 20},
    {"pypi-", 20},
    {"hf_", 16},
    {"SG.", 20},
    {"dop_v1_", 16},
    {"shpat_", 16},
    {"shpss_", 16},
    {"dckr_pat_", 12},
    {"hvs.", 16},
    {"lin_api_", 16},
    {"sntrys_", 16},
    {"eyJ", 17}
  };

  private ProviderTokens() {}

  /** Where the token ends that begins at a position; -1 if none does. */
  static int end(String text, int at) {
    for (Object[] entry : PREFIXES) {
      String prefix = (String) entry[0];
      if (text.startsWith(prefix, at)) {
        int to = at;
        while (to < text.length() && isPart(text.charAt(to))) {
          to++;
        }
        while (to > at && text.charAt(to - 1) == '.') {
          to--;
        }
        return to - at >= prefix.length() + (Integer) entry[1] ? to : -1;
      }
    }
    return -1;
  }

  private static boolean isPart(char c) {
    return c < 128 && Character.isLetterOrDigit(c) || "_-.+=".indexOf(c) >= 0;
  }
}
