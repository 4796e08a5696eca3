package dev.toolwatch.api;

import java.util.List;

/** A request has invalid parameters. Lists all of them. */
final class InvalidParametersException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<InvalidParameter> invalid;

  InvalidParametersException(List<InvalidParameter> invalid) {
    super("invalid parameters: " + invalid);
    this.invalid = List.copyOf(invalid);
  }

  List<InvalidParameter> invalid() {
    return invalid;
  }
}
