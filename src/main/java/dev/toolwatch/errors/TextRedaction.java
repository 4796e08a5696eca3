package dev.toolwatch.errors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Replaces secrets in messages and stack traces by {@value RedactedText#REPLACEMENT}: known
 * identities, what {@link SecretScanner} finds, and what patterns of the setting match. Comes before
 * the fingerprint: an error then belongs to the same group whichever secret it has, and whether it was
 * redacted before.
 *
 * <p>Never throws. To redact what is redacted changes nothing. A text that still changes after
 * {@value #MAX_PASSES} passes, or for which a pattern takes too long, is replaced as a whole and
 * counted. Takes time in proportion to the text, and to the identities and patterns. Thread-safe.
 */
public final class TextRedaction {
  /** Patterns that a setting may have. */
  static final int MAX_PATTERNS = 50;

  /** Characters of a pattern. */
  static final int MAX_PATTERN = 1_000;

  /** Characters that patterns are applied to: a longer text is replaced as a whole if there are any. */
  static final int MAX_TEXT = 65_536;

  /** Reads of a text by a pattern, for each character of it, before the pattern is given up. */
  static final int READS = 100;

  private static final int MAX_PASSES = 8;

  private final boolean ipAddresses;
  private final List<Pattern> patterns;
  private final LongAdder givenUp = new LongAdder();

  /**
   * Redaction with the patterns of a setting.
   *
   * @param ipAddresses whether IP addresses are replaced too, in messages and files
   * @param patterns regular expressions of {@link Pattern}; what the whole of one matches is replaced
   * @throws IllegalArgumentException if there are more than {@value #MAX_PATTERNS} patterns, or if one
   *     is too long, wrong, or matches nothing
   */
  TextRedaction(boolean ipAddresses, List<String> patterns) {
    if (patterns.size() > MAX_PATTERNS) {
      throw new IllegalArgumentException("more than " + MAX_PATTERNS + " patterns");
    }
    this.ipAddresses = ipAddresses;
    this.patterns = patterns.stream().map(TextRedaction::compile).toList();
  }

  private static Pattern compile(String pattern) {
    if (pattern.length() > MAX_PATTERN) {
      throw new IllegalArgumentException("a pattern of more than " + MAX_PATTERN + " characters");
    }
    Pattern compiled;
    try {
      compiled = Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "a pattern that is wrong, " + pattern + ": " + e.getDescription(), e);
    }
    if (compiled.matcher("").find()) {
      throw new IllegalArgumentException("a pattern that matches an empty text: " + pattern);
    }
    return compiled;
  }

  /** Texts that were replaced as a whole since no pass came to an end. */
  long givenUp() {
    return givenUp.sum();
  }

  /**
   * An exception without secrets, in all its texts.
   *
   * @param identities of the span's user, such as a name or an address; blank ones are left out
   */
  ParsedException redact(ParsedException exception, Collection<String> identities) {
    List<String> known = longestFirst(identities);
    List<ThrownException> chain = new ArrayList<>();
    for (ThrownException thrown : exception.chain()) {
      List<StackFrame> frames = new ArrayList<>();
      for (StackFrame frame : thrown.frames()) {
        frames.add(
            frame.renamed(
                redact(frame.function(), known, false),
                redact(frame.file(), known, ipAddresses),
                redact(frame.module(), known, false)));
      }
      chain.add(
          thrown.replaced(
              redact(thrown.type(), known, false),
              redact(thrown.message(), known, ipAddresses),
              frames));
    }
    return exception.replaced(chain);
  }

  /**
   * A text without secrets; the same text if there are none.
   *
   * @param identities of its user, such as a name or an address; blank ones are left out
   */
  public String redact(String text, Collection<String> identities) {
    return redact(text, longestFirst(identities), ipAddresses);
  }

  private static List<String> longestFirst(Collection<String> identities) {
    return identities.stream()
        .filter(identity -> !identity.isBlank())
        .sorted(Comparator.comparingInt(String::length).reversed())
        .toList();
  }

  private String redact(String text, List<String> identities, boolean addresses) {
    if (text.isEmpty()) {
      return text;
    }
    String before = text;
    for (int pass = 0; pass < MAX_PASSES; pass++) {
      String after = SecretScanner.scan(withoutIdentities(before, identities), addresses);
      for (Pattern pattern : patterns) {
        after = withoutMatches(after, pattern);
      }
      if (after.equals(before)) {
        return before;
      }
      before = after;
    }
    givenUp.increment();
    return RedactedText.REPLACEMENT;
  }

  /** Identities are whole words, in any case of their letters. */
  private static String withoutIdentities(String text, List<String> identities) {
    if (identities.isEmpty()) {
      return text;
    }
    RedactedText out = new RedactedText(text);
    int at = 0;
    while (at < text.length()) {
      if (out.isRedacted(at)) {
        at += RedactedText.REPLACEMENT.length();
      } else {
        int end = identityEnd(text, at, identities);
        at = end > at ? out.replace(at, end) : at + 1;
      }
    }
    return out.toString();
  }

  private static int identityEnd(String text, int at, List<String> identities) {
    if (at > 0 && Character.isLetterOrDigit(text.charAt(at - 1))) {
      return -1;
    }
    for (String identity : identities) {
      int end = at + identity.length();
      if (text.regionMatches(true, at, identity, 0, identity.length())
          && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)))) {
        return end;
      }
    }
    return -1;
  }

  /** Matches never reach into what is replaced already. */
  private String withoutMatches(String text, Pattern pattern) {
    if (text.equals(RedactedText.REPLACEMENT)) {
      return text;
    }
    if (text.length() > MAX_TEXT) {
      givenUp.increment();
      return RedactedText.REPLACEMENT;
    }
    RedactedText out = new RedactedText(text);
    Matcher matcher = pattern.matcher(new ReadLimit(text, (long) READS * (text.length() + READS)));
    try {
      int from = 0;
      while (from < text.length()) {
        int next = text.indexOf(RedactedText.REPLACEMENT, from);
        int to = next < 0 ? text.length() : next;
        matcher.region(from, to);
        while (matcher.find()) {
          if (matcher.end() > matcher.start()) {
            out.replace(matcher.start(), matcher.end());
          }
        }
        from = to + RedactedText.REPLACEMENT.length();
      }
    } catch (ReadLimit.Exceeded | StackOverflowError e) {
      // A pattern with a group that repeats takes a stack frame for each character.
      givenUp.increment();
      return RedactedText.REPLACEMENT;
    }
    return out.toString();
  }
}
