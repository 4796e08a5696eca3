package dev.toolwatch.expose;

/** More bytes than a page may have. */
final class PageTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PageTooLargeException(int limit) {
    super("page of more than " + limit + " bytes");
  }
}
