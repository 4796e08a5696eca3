package dev.toolwatch.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.ExponentialCounts;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Client;
import dev.toolwatch.store.ClientUse;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The form of answers: what asks for it, what their files are called, and what of them is left. */
class FormsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:30Z");
  private static final MediaType JSON = MediaType.APPLICATION_JSON_TYPE;

  private static final ServiceId HOSTILE =
      ServiceId.of("../../x\"; filename=evil.exe" + "y".repeat(200));
  private static final Rollup ONE =
      new Rollup(1, 0, 0, 0, 1, ExponentialCounts.EMPTY, UserSketch.EMPTY);

  @TempDir private Path directory;
  private ApiFixture api;

  @BeforeEach
  void open() {
    long minute = NOW.getEpochSecond() / 60 - 60;
    ServiceId orders = ServiceId.of("acme/orders");
    Map<Client, ClientUse> clients =
        Map.of(
            new Client(orders, "a", "1"), new ClientUse(3, UserSketch.of(1)),
            new Client(orders, "b", "1"), new ClientUse(2, UserSketch.of(2)));
    api =
        new ApiFixture(
            directory,
            new Batch(
                Map.of(minute, Map.of(Series.whole(orders), ONE, Series.whole(HOSTILE), ONE)),
                Map.of(minute, clients),
                Map.of(),
                Map.of(),
                Map.of()),
            NOW);
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void format_overridesAccept_andCsvIsAFile() {
    Response csv = api.get("clients", "format=csv&service=acme/orders", JSON);
    assertThat(csv.getMediaType()).hasToString("text/csv;charset=utf-8");
    assertThat(csv.getHeaderString("Content-Disposition"))
        .isEqualTo("attachment; filename=\"toolwatch-clients-acme_orders.csv\"");
    assertThat(csv.getHeaderString("Link")).isNull();
    Response json = api.get("clients", "format=json", new MediaType("text", "csv"));
    assertThat(json.getMediaType()).isEqualTo(JSON);
    assertThat(json.getHeaderString("Content-Disposition")).isNull();
  }

  @Test
  void format_thatIsNone_isRefused() {
    assertThatThrownBy(() -> api.get("clients", "format=xml", JSON))
        .isInstanceOf(InvalidParametersException.class);
    assertThatThrownBy(() -> api.get("clients", "format=html", JSON))
        .isInstanceOf(NotAcceptableException.class)
        .hasMessageContaining("format=html");
  }

  @Test
  void truncatedAnswer_saysSoInItsNameAndLinksTheRest() {
    Response first = api.get("clients", "format=csv&limit=1&service=acme/orders", JSON);
    assertThat(first.getHeaderString("Content-Disposition"))
        .endsWith("-acme_orders.1-rows.part.csv\"");
    String link = first.getHeaderString("Link");
    assertThat(link).startsWith("<?cursor=").endsWith(">; rel=\"next\"");
    String query = java.net.URLDecoder.decode(link.substring(2, link.indexOf('>')), UTF_8);
    assertThat(query).contains("format=csv", "limit=1", "service=acme/orders");
    Response second = api.get("clients", query, JSON);
    assertThat(new String((byte[]) second.getEntity(), UTF_8)).contains(",b,1,2,1");
    assertThat(second.getHeaderString("Link")).isNull();
    assertThat(api.get("clients", "limit=1", JSON).getHeaderString("Link")).contains("cursor=");
  }

  @Test
  void fileName_ofHostileNames_isHarmless() {
    String name =
        api.get("clients", "format=csv&service=" + HOSTILE.name(), JSON)
            .getHeaderString("Content-Disposition");
    assertThat(name)
        .startsWith("attachment; filename=\"toolwatch-clients-_x_filename_evil_exeyyy")
        .endsWith("y.csv\"")
        .hasSizeLessThan(160);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json;charset=UTF-8 | application/json",
        "Text/CSV; Charset=utf-8; Q=0.5, */* | text/csv;q=0.5, */*",
        "text/csv;q=0 | text/csv;q=0",
        "text/html;level=1;q=0.7 | text/html;q=0.7",
      })
  void accept_isComparedWithoutCaseAndParameters(String header, String normal) {
    assertThat(ConditionsFilter.accept(header)).isEqualTo(normal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "W/\"abc\" | \"abc\"",
        "\"x\", W/\"abc\" | \"x\", \"abc\"",
        "\"aW/\" | \"aW/\"",
        "* | *",
      })
  void entityTags_areComparedWeakly(String header, String normal) {
    assertThat(ConditionsFilter.tags(header)).isEqualTo(normal);
  }
}
