package dev.toolwatch.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * A file as it is sent. Nobody changes the arrays.
 *
 * @param type the value of {@code Content-Type}
 * @param plain its bytes
 * @param compressed the same by gzip
 */
record ConsoleFile(String type, byte[] plain, byte[] compressed) {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "txt", "text/plain; charset=utf-8",
          "svg", "image/svg+xml");

  /**
   * A file by its name and content.
   *
   * @throws IllegalStateException if the name has no known extension
   */
  static ConsoleFile of(String name, byte[] content) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalStateException("the console's file " + name + " has no known type");
    }
    return new ConsoleFile(type, content, gzip(content));
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    }
    return compressed.toByteArray();
  }
}
