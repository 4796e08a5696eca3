package dev.toolwatch.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.toolwatch.store.StoreSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/** Writes answers in the form that is asked for, with what caches need to know. Thread-safe. */
@ApplicationScoped
class Answers {
  static final String CSV_TYPE = "text/csv";

  private static final MediaType JSON = MediaType.APPLICATION_JSON_TYPE;
  private static final MediaType CSV = new MediaType("text", "csv", "utf-8");
  private static final List<Variant> FORMS =
      Variant.mediaTypes(JSON, new MediaType("text", "csv")).build();

  private static final MediaType PAGE = new MediaType("text", "html", "utf-8");
  private static final List<Variant> FORMS_AND_PAGE =
      Variant.mediaTypes(JSON, new MediaType("text", "csv"), MediaType.TEXT_HTML_TYPE).build();

  /** Not for ever: what is too old goes. */
  private static final String SETTLED = "private, max-age=86400, immutable";

  private static final int TAG_BYTES = 12;

  private final ObjectMapper json;
  private final Csv csv;
  private final String fresh;

  Answers(ObjectMapper json, StoreSettings settings) {
    this.json = json;
    csv = new Csv(json);
    fresh = "private, max-age=" + settings.flushInterval().toSeconds();
  }

  /**
   * The answer, or 304 where the sender has the very same already.
   *
   * @param settled whether it can change no more
   */
  Response of(Request request, Table<?> table, boolean settled) {
    return of(request, form(request, FORMS), table, settled);
  }

  /**
   * The same, or a page for people where they ask for one.
   *
   * @param page makes it
   */
  Response of(Request request, Table<?> table, Supplier<String> page) {
    MediaType form = form(request, FORMS_AND_PAGE);
    if (!form.isCompatible(MediaType.TEXT_HTML_TYPE)) {
      return of(request, form, table, false);
    }
    Response answer = of(request, page.get().getBytes(UTF_8), PAGE, false);
    return Response.fromResponse(answer)
        .header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        .header("X-Content-Type-Options", "nosniff")
        .build();
  }

  private static MediaType form(Request request, List<Variant> forms) {
    Variant form = request.selectVariant(forms);
    if (form == null) {
      throw new NotAcceptableException();
    }
    return form.getMediaType();
  }

  private Response of(Request request, MediaType form, Table<?> table, boolean settled) {
    boolean asCsv = form.isCompatible(CSV);
    return of(request, asCsv ? csv.write(table) : json(table), asCsv ? CSV : JSON, settled);
  }

  private Response of(Request request, byte[] body, MediaType type, boolean settled) {
    EntityTag tag = tag(body);
    Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
    Response.ResponseBuilder answer = unchanged == null ? Response.ok(body, type) : unchanged;
    return answer
        .tag(tag)
        .header(HttpHeaders.CACHE_CONTROL, settled ? SETTLED : fresh)
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT + ", " + HttpHeaders.AUTHORIZATION)
        .build();
  }

  /** The table as CSV. */
  <R extends Record> byte[] csv(Table<R> table) {
    return csv.write(table);
  }

  /** The table as JSON. */
  byte[] json(Table<?> table) {
    try {
      return json.writeValueAsBytes(table);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static EntityTag tag(byte[] body) {
    return new EntityTag(digest(body));
  }

  /** What nothing else has, as far as anybody can make it, in hexadecimal digits. */
  static String digest(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, TAG_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
