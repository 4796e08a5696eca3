package dev.toolwatch.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.toolwatch.store.StoreSettings;
import dev.toolwatch.tenant.CurrentTenant;
import dev.toolwatch.tenant.TenantScoped;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.core.Variant;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/** Writes answers in the requested format, with the headers that caches need. Thread-safe. */
@TenantScoped
// quarkus.jackson.property-naming-strategy names it, which the native executable has to know.
@RegisterForReflection(targets = PropertyNamingStrategies.SnakeCaseStrategy.class)
class Answers {
  static final String CSV_TYPE = "text/csv";

  private static final MediaType JSON = MediaType.APPLICATION_JSON_TYPE;
  private static final MediaType CSV = new MediaType("text", "csv", "utf-8");
  private static final List<Variant> FORMS =
      Variant.mediaTypes(JSON, new MediaType("text", "csv")).build();

  private static final List<Variant> ONLY_JSON = Variant.mediaTypes(JSON).build();

  private static final MediaType PAGE = new MediaType("text", "html", "utf-8");
  private static final List<Variant> FORMS_AND_PAGE =
      Variant.mediaTypes(JSON, new MediaType("text", "csv"), MediaType.TEXT_HTML_TYPE).build();

  /** Limited, because old data expires. */
  private static final String SETTLED = "private, max-age=86400, immutable";

  private static final int TAG_BYTES = 12;

  private final String tenant = CurrentTenant.name();
  private final ObjectMapper json;
  private final Csv csv;
  private final String fresh;

  Answers(ObjectMapper json, StoreSettings settings) {
    this.json = json;
    csv = new Csv(json);
    fresh = "private, max-age=" + settings.flushInterval().toSeconds();
  }

  /**
   * The answer, or 304 if the client already has the same one.
   *
   * @param settled whether the answer can no longer change
   */
  Response of(UriInfo uri, Request request, Table<?> table, boolean settled) {
    return of(uri, request, form(uri, request, FORMS), table, settled);
  }

  /**
   * The same, or an HTML page if the client asks for one.
   *
   * @param page renders the page
   */
  Response of(UriInfo uri, Request request, Table<?> table, Supplier<String> page) {
    MediaType form = form(uri, request, FORMS_AND_PAGE);
    if (!form.isCompatible(MediaType.TEXT_HTML_TYPE)) {
      return of(uri, request, form, table, false);
    }
    Response answer = of(request, page.get().getBytes(UTF_8), PAGE, false);
    return Response.fromResponse(answer)
        .header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        .header("X-Content-Type-Options", "nosniff")
        .header(HttpHeaders.CONTENT_DISPOSITION, Download.inline(uri, "html"))
        .build();
  }

  /** The form that the parameter {@code format} names, or else the header {@code Accept}. */
  private static MediaType form(UriInfo uri, Request request, List<Variant> forms) {
    String format = uri.getQueryParameters().getFirst("format");
    if (format != null && !format.isEmpty()) {
      return forms.stream()
          .map(Variant::getMediaType)
          .filter(form -> form.getSubtype().equals(format))
          .findFirst()
          .orElseThrow(
              () -> new NotAcceptableException("This path has no answer with format=" + format));
    }
    Variant form = request.selectVariant(forms);
    if (form == null) {
      throw new NotAcceptableException();
    }
    return form.getMediaType();
  }

  private Response of(
      UriInfo uri, Request request, MediaType form, Table<?> table, boolean settled) {
    boolean asCsv = form.isCompatible(CSV);
    Response answer =
        of(request, asCsv ? csv.write(table) : json(table), asCsv ? CSV : JSON, settled);
    String next = table.nextCursor();
    if (!asCsv && next == null) {
      return answer;
    }
    Response.ResponseBuilder more = Response.fromResponse(answer);
    if (next != null) {
      more.header(HttpHeaders.LINK, Download.next(uri, next));
    }
    if (asCsv) {
      more.header(
          HttpHeaders.CONTENT_DISPOSITION,
          Download.attachment(uri, next == null ? "csv" : table.rows().size() + "-rows.part.csv"));
    }
    return more.build();
  }

  private Response of(Request request, byte[] body, MediaType type, boolean settled) {
    EntityTag tag = tag(body);
    Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
    Response.ResponseBuilder answer = unchanged == null ? Response.ok(body, type) : unchanged;
    return headed(answer, tag, settled);
  }

  private Response headed(Response.ResponseBuilder answer, EntityTag tag, boolean settled) {
    return answer
        .tag(tag)
        .header(HttpHeaders.CACHE_CONTROL, settled ? SETTLED : fresh)
        .header(
            HttpHeaders.VARY, HttpHeaders.ACCEPT + ", " + HttpHeaders.AUTHORIZATION + ", Cookie")
        .build();
  }

  /**
   * An answer that is written while it is sent, since it may be long.
   *
   * @param version what the answer is made of: the same makes the same answer
   */
  Response of(UriInfo uri, Request request, String version, StreamingOutput body) {
    if (!Query.OTLP.equals(uri.getQueryParameters().getFirst("format"))) {
      MediaType unused = form(uri, request, ONLY_JSON);
    }
    EntityTag tag = tag(version.getBytes(UTF_8));
    Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
    return headed(unchanged == null ? Response.ok(body, JSON) : unchanged, tag, false);
  }

  /** An answer that is one thing and no table, so that there is no CSV of it. */
  Response one(UriInfo uri, Request request, Record answer) {
    MediaType form = form(uri, request, ONLY_JSON);
    return of(request, json(answer), form, false);
  }

  /** The table as CSV. */
  <R extends Record> byte[] csv(Table<R> table) {
    return csv.write(table);
  }

  /** A record as JSON, such as a table. */
  byte[] json(Object answer) {
    try {
      return json.writeValueAsBytes(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A tenant's tags are no other tenant's, even of the same answer. */
  private EntityTag tag(byte[] body) {
    return new EntityTag(
        tenant.isEmpty() ? digest(body) : digest((tenant + "/" + digest(body)).getBytes(UTF_8)));
  }

  /** A cryptographic digest in hexadecimal digits. */
  static String digest(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, TAG_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
