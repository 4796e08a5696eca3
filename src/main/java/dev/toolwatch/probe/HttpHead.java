package dev.toolwatch.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of an answer (RFC 9112).
 *
 * @param fields in the order in which they came
 */
record HttpHead(int status, List<Field> fields) {
  /** One header. */
  record Field(String name, String value) {}

  private static final int MAX_BYTES = 64 * 1024;
  private static final Pattern STATUS_LINE = Pattern.compile("(?s)HTTP/1\\.[01] (\\d{3})( .*)?");
  private static final int SWITCHING_PROTOCOLS = 101;

  /** Waits for the head. Interim answers come before it. */
  static HttpHead read(InputStream in) throws IOException {
    int left = MAX_BYTES;
    while (true) {
      String line = line(in, left);
      left -= line.length();
      Matcher status = STATUS_LINE.matcher(line);
      if (!status.matches()) {
        throw new IOException("it is not HTTP/1.1");
      }
      List<Field> fields = new ArrayList<>();
      for (String field = line(in, left); !field.isEmpty(); field = line(in, left)) {
        left -= field.length();
        int colon = field.indexOf(':');
        if (colon <= 0) {
          throw new IOException("a header has no name");
        }
        fields.add(new Field(field.substring(0, colon), field.substring(colon + 1).strip()));
      }
      int code = Integer.parseInt(status.group(1));
      if (code >= 200 || code == SWITCHING_PROTOCOLS) {
        return new HttpHead(code, List.copyOf(fields));
      }
    }
  }

  /**
   * The next line, without its end.
   *
   * @throws EOFException if the connection ends before it
   */
  static String line(InputStream in, int max) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException();
      }
      if (line.size() >= max) {
        throw new IOException("its head is larger than 64 kB");
      }
      line.write(next);
    }
    String text = line.toString(ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /** All headers of a name, in any case. */
  List<String> values(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }
}
