package dev.toolwatch.mcp;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;
import java.util.List;

/** Tells what each span of one event loop is. Not thread-safe. */
public final class Recogniser {
  private static final String UNKNOWN_SERVICE = "unknown_service";

  private static final List<Dialect> DIALECTS = List.of(new Convention());

  private final Names names = new Names();

  /** The attributes to be decoded for recognition. */
  public static Vocabulary vocabulary() {
    return AttributeKey.vocabulary();
  }

  /** The service a resource names: its name, with the namespace in front where there is one. */
  public String service(Attributes resource) {
    if (!resource.hasText(AttributeKey.SERVICE_NAME.id())) {
      return UNKNOWN_SERVICE;
    }
    String name = names.of(resource.text(AttributeKey.SERVICE_NAME.id()));
    return resource.hasText(AttributeKey.SERVICE_NAMESPACE.id())
        ? names.of(resource.text(AttributeKey.SERVICE_NAMESPACE.id())) + "/" + name
        : name;
  }

  /**
   * Fills in the operation that a span speaks for.
   *
   * @return {@link Disposition#OPERATION}, or what else the span is; the operation is then void
   */
  public Disposition recognise(String service, SpanView span, Operation into) {
    into.begin(service, span);
    for (Dialect dialect : DIALECTS) {
      if (dialect.recognise(span, names, into)) {
        return Disposition.OPERATION;
      }
    }
    return Disposition.OTHER;
  }
}
