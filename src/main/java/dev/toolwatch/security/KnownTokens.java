package dev.toolwatch.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The tokens of the settings, of the file and those made here. One thread at a time changes them; any
 * may ask for {@link #inForce}.
 */
final class KnownTokens {
  private static final Logger LOG = Logger.getLogger(KnownTokens.class);

  private final List<Token> ofSettings;
  private final Optional<TokenFile> file;
  private final List<Token> issued = new ArrayList<>();
  private List<Token> ofFile = List.of();
  private String complaint = "";
  private volatile Tokens inForce = Tokens.NONE;

  /**
   * Reads the file, where there is one.
   *
   * @throws InvalidTokenException if a token cannot be one
   */
  KnownTokens(Map<String, AuthSettings.TokenSettings> settings, Optional<TokenFile> file) {
    this.file = file;
    ofSettings =
        settings.entrySet().stream().map(entry -> token(entry.getKey(), entry.getValue())).toList();
    file.ifPresent(
        present -> {
          ofFile = present.read();
          if (ofFile.isEmpty()) {
            throw new InvalidTokenException(present + " holds no token");
          }
        });
    inForce = tokens(ofFile);
  }

  private static Token token(String name, AuthSettings.TokenSettings settings) {
    try {
      if (settings.token().isPresent() == settings.hash().isPresent()) {
        throw new InvalidTokenException("set either .token or .hash");
      }
      var roles = Token.roles(settings.roles().orElse(List.of()));
      return settings.token().isPresent()
          ? Token.plain(name, roles, settings.token().get())
          : Token.hashed(name, roles, settings.hash().orElseThrow());
    } catch (InvalidTokenException e) {
      throw new InvalidTokenException("toolwatch.auth.tokens.\"" + name + "\": " + e.getMessage());
    }
  }

  Tokens inForce() {
    return inForce;
  }

  /** Takes in what has changed in the file. What is broken changes nothing, and is logged once. */
  synchronized void poll() {
    try {
      file.flatMap(TokenFile::poll).ifPresent(this::take);
    } catch (InvalidTokenException e) {
      if (!complaint.equals(e.getMessage())) {
        complaint = e.getMessage();
        LOG.errorf("The tokens stay as they were: %s", complaint);
      }
    }
  }

  private void take(List<Token> read) {
    inForce = tokens(read);
    ofFile = read;
    complaint = "";
    LOG.infof("Tokens read again: %d in %s", read.size(), file.orElseThrow());
    if (read.isEmpty()) {
      LOG.warnf("%s holds no token any more: none of those it held is taken", file.orElseThrow());
    }
  }

  /** Makes one more token known, until the process ends. */
  synchronized void issue(Token token) {
    issued.add(token);
    inForce = tokens(ofFile);
  }

  private Tokens tokens(List<Token> read) {
    List<Token> all = new ArrayList<>(ofSettings);
    all.addAll(read);
    all.addAll(issued);
    return new Tokens(all);
  }
}
