package dev.toolwatch.api;

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

/** Writes answers in the form that is asked for, with what caches need to know. Thread-safe. */
@ApplicationScoped
class Answers {
  static final String CSV_TYPE = "text/csv";

  private static final MediaType JSON = MediaType.APPLICATION_JSON_TYPE;
  private static final MediaType CSV = new MediaType("text", "csv", "utf-8");
  private static final List<Variant> FORMS =
      Variant.mediaTypes(JSON, new MediaType("text", "csv")).build();

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
    Variant form = request.selectVariant(FORMS);
    if (form == null) {
      throw new NotAcceptableException();
    }
    boolean asCsv = form.getMediaType().isCompatible(CSV);
    byte[] body = asCsv ? csv.write(table) : json(table);
    EntityTag tag = tag(body);
    Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
    Response.ResponseBuilder answer =
        unchanged == null ? Response.ok(body, asCsv ? CSV : JSON) : unchanged;
    return answer
        .tag(tag)
        .header(HttpHeaders.CACHE_CONTROL, settled ? SETTLED : fresh)
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT + ", " + HttpHeaders.AUTHORIZATION)
        .build();
  }

  private byte[] json(Table<?> table) {
    try {
      return json.writeValueAsBytes(table);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static EntityTag tag(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return new EntityTag(HexFormat.of().formatHex(digest, 0, TAG_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
