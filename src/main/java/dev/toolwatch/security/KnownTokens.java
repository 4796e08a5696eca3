package dev.toolwatch.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The tokens from the settings, from the file and from {@link #issue}. One thread at a time changes
 * them; any thread may call {@link #inForce}.
 */
final class KnownTokens {
  private static final Logger LOG = Logger.getLogger(KnownTokens.class);

  private final List<Token> ofSettings;
  private final Optional<TokenFile> file;

  /** Those that tokens named at the start. */
  private final Set<String> tenants;

  private final List<Token> issued = new ArrayList<>();
  private List<Token> ofFile = List.of();
  private String complaint = "";
  private volatile Tokens inForce = Tokens.NONE;

  /**
   * Reads the settings, and the file if there is one.
   *
   * @throws InvalidTokenException if a token is invalid
   */
  KnownTokens(Map<String, AuthSettings.TokenSettings> settings, Optional<TokenFile> file) {
    this.file = file;
    ofSettings =
        settings.entrySet().stream().map(entry -> token(entry.getKey(), entry.getValue())).toList();
    file.ifPresent(
        present -> {
          ofFile = present.read();
          if (ofFile.isEmpty()) {
            throw new InvalidTokenException(present + " has no tokens");
          }
        });
    inForce = tokens(ofFile);
    tenants = inForce.tenants();
  }

  private static Token token(String name, AuthSettings.TokenSettings settings) {
    try {
      if (settings.token().isPresent() == settings.hash().isPresent()) {
        throw new InvalidTokenException("set either .token or .hash");
      }
      var roles = Token.roles(settings.roles().orElse(List.of()));
      Token token =
          settings.token().isPresent()
              ? Token.plain(name, roles, settings.token().get())
              : Token.hashed(name, roles, settings.hash().orElseThrow());
      return settings.tenant().map(token::of).orElse(token);
    } catch (InvalidTokenException e) {
      throw new InvalidTokenException("toolwatch.auth.tokens.\"" + name + "\": " + e.getMessage());
    }
  }

  /** The tenants of this process: no token of another one can be added. */
  Set<String> tenants() {
    return tenants;
  }

  Tokens inForce() {
    return inForce;
  }

  /** Applies changes of the file. An invalid file changes nothing and is logged once. */
  synchronized void poll() {
    try {
      file.flatMap(TokenFile::poll).ifPresent(this::take);
    } catch (InvalidTokenException e) {
      if (!complaint.equals(e.getMessage())) {
        complaint = e.getMessage();
        LOG.errorf("The previous tokens stay in force: %s", complaint);
      }
    }
  }

  private void take(List<Token> read) {
    Tokens taken = tokens(read);
    Set<String> unknown = taken.tenants();
    unknown.removeAll(tenants);
    if (!unknown.isEmpty()) {
      throw new InvalidTokenException(
          "%s names tenants that no token named at the start: %s. Restart Toolwatch to open them"
              .formatted(file.orElseThrow(), String.join(", ", unknown)));
    }
    inForce = taken;
    ofFile = read;
    complaint = "";
    LOG.infof("Read %d tokens again from %s", read.size(), file.orElseThrow());
    if (read.isEmpty()) {
      LOG.warnf(
          "%s has no tokens any more: its previous tokens are no longer valid", file.orElseThrow());
    }
  }

  /** Adds a token, which is valid until the process ends. */
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
