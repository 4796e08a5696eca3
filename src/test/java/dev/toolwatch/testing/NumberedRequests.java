package dev.toolwatch.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Requests in which each span has ids and names of its own, at no cost but writing numbers into the
 * bytes of one request. Not thread-safe.
 */
public final class NumberedRequests {
  /** Stands for the number of the request, eight hexadecimal digits, in any name. */
  public static final String REQUEST = "@@@@@@@@";

  /** Stands for the number of the span. */
  public static final String SPAN = "########";

  private static final HexFormat HEX = HexFormat.of();

  private final byte[] request;
  private final List<Integer> requestMarks;
  private final List<List<Integer>> spanMarks = new ArrayList<>();
  private int requests;
  private int spans;

  /**
   * @param service its name, which may have marks
   * @param span makes a span of the request by its index; all have as many marks
   */
  public NumberedRequests(String service, int count, IntFunction<Span.Builder> span) {
    Span.Builder[] all = new Span.Builder[count];
    for (int i = 0; i < count; i++) {
      all[i] =
          span.apply(i)
              .setSpanId(ByteString.copyFromUtf8(SPAN))
              .setTraceId(ByteString.copyFromUtf8(SPAN).concat(ByteString.copyFromUtf8(SPAN)));
    }
    request = Requests.protobuf(Requests.request(service, all));
    requestMarks = find(REQUEST);
    List<Integer> marks = find(SPAN);
    int each = marks.size() / count;
    for (int i = 0; i < count; i++) {
      spanMarks.add(marks.subList(i * each, (i + 1) * each));
    }
  }

  private List<Integer> find(String mark) {
    String text = new String(request, ISO_8859_1);
    List<Integer> found = new ArrayList<>();
    for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length())) {
      found.add(at);
    }
    return found;
  }

  /** The next request, valid until the one after it. */
  public byte[] next() {
    write(requestMarks, requests++);
    spanMarks.forEach(marks -> write(marks, spans++));
    return request;
  }

  private void write(List<Integer> marks, int number) {
    byte[] digits = HEX.toHexDigits(number).getBytes(US_ASCII);
    marks.forEach(mark -> System.arraycopy(digits, 0, request, mark, digits.length));
  }
}
