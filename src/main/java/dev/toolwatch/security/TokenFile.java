package dev.toolwatch.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of tokens: {@code name roles token} or {@code name roles {sha256}hash} on each line, roles
 * separated by commas, and after it {@code tenant=name} if the token has a tenant; a line that begins with {@code #}
 * is a comment. Not thread-safe.
 */
final class TokenFile {
  /** Each request is compared with every token. */
  static final int MAX_TOKENS = 1000;

  private static final String TENANT = "tenant=";
  private static final int MAX_BYTES = 1 << 20;
  private static final Pattern COMMA = Pattern.compile(",");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final Path path;

  // Digests of the file's content: the tokens themselves do not stay in memory.
  private byte[] taken = {};
  private byte[] last = {};

  TokenFile(Path path) {
    this.path = path;
  }

  /**
   * Reads the current tokens.
   *
   * @throws InvalidTokenException if the file cannot be read or a line is invalid; names both
   */
  List<Token> read() {
    byte[] content = content();
    taken = Token.digest(content);
    return parse(content);
  }

  /**
   * The tokens, if they have changed. A change counts when two polls have seen the same content,
   * because a single poll may read a half-written file. Neither the time nor the size of the file
   * shows every change.
   *
   * @throws InvalidTokenException like {@link #read}, once for each invalid content
   */
  Optional<List<Token>> poll() {
    byte[] content = content();
    byte[] now = Token.digest(content);
    boolean settled = Arrays.equals(now, last);
    last = now;
    if (!settled || Arrays.equals(now, taken)) {
      return Optional.empty();
    }
    taken = now;
    return Optional.of(parse(content));
  }

  private byte[] content() {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new InvalidTokenException(path + " is larger than 1 MiB");
      }
      return content;
    } catch (NoSuchFileException e) {
      throw new InvalidTokenException(path + " (toolwatch.auth.token-file) does not exist");
    } catch (IOException e) {
      throw new InvalidTokenException(path + " (toolwatch.auth.token-file) cannot be read: " + e);
    }
  }

  private List<Token> parse(byte[] content) {
    List<Token> tokens = new ArrayList<>();
    int number = 0;
    for (String line : new String(content, ISO_8859_1).lines().toList()) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      try {
        tokens.add(token(text));
      } catch (InvalidTokenException e) {
        throw new InvalidTokenException(path + ", line " + number + ": " + e.getMessage());
      }
    }
    return tokens;
  }

  private static Token token(String line) {
    String[] parts = BLANKS.split(line, -1);
    boolean ofTenant = parts.length == 4 && parts[3].startsWith(TENANT);
    if (parts.length != 3 && !ofTenant) {
      throw new InvalidTokenException(
          "a line has the form \"name roles token\" or \"name roles token tenant=name\", with commas and no"
              + " spaces between roles");
    }
    Token token = Token.of(parts[0], List.of(COMMA.split(parts[1], -1)), parts[2]);
    return ofTenant ? token.of(parts[3].substring(TENANT.length())) : token;
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
