package dev.toolwatch.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.SpanView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a CLIENT span that is none of MCP's called. */
class OutboundTest {
  private final Recognition recognition = Recognitions.withDefaults();

  private Recognised outbound() {
    return new Recognised(recognition, SpanView.CLIENT, "outbound");
  }

  @ParameterizedTest
  @CsvSource({
    // attributes, kind, name
    "db.system.name=postgresql server.address=db.internal, db, postgresql",
    "db.system=redis, db, redis",
    "db.system.name=postgresql db.system=other_sql, db, postgresql",
    "db.system.name=qdrant server.address=vectors, knowledge, qdrant",
    "db.system=pinecone, knowledge, pinecone",
    "db.system=chroma http.request.method=POST, knowledge, chroma",
    "gen_ai.provider.name=openai server.address=api.openai.com, gen_ai, openai",
    "gen_ai.system=anthropic, gen_ai, anthropic",
    "messaging.system=kafka server.address=broker, messaging, kafka",
    "rpc.system=grpc rpc.service=shop.Orders server.address=orders, rpc, shop.Orders",
    "rpc.system.name=grpc server.address=orders, rpc, orders",
    "rpc.system=aws-api peer.service=s3, rpc, s3",
    "rpc.system=grpc, rpc, unknown",
    "http.request.method=GET server.address=tracker.example.com, http, tracker.example.com",
    "http.method=GET peer.service=tracker, http, tracker",
    "http.request.method=GET, http, unknown",
    "http.method=GET http.url=https://tracker.example.com/issues?q=1, http, tracker.example.com",
    "http.request.method=GET url.full=http://me:se@cret@tracker:8080#x, http, tracker",
    "http.method=GET http.host=tracker:8080 http.url=http://other/, http, tracker",
    "http.method=GET net.peer.name=tracker http.host=other, http, tracker",
    "http.method=GET net.peer.name=proxy server.address=tracker, http, tracker",
    "http.request.method=GET url.full=http://[::1]:8080/, http, [::1]",
    "http.request.method=GET url.full=http://[::1, http, '[::1'",
    "http.request.method=GET url.full=/issues, http, unknown",
    "http.request.method=GET url.full=http://, http, unknown",
    "http.request.method=GET url.full=http:///issues, http, unknown",
    "http.request.method=GET url.full=mailto:someone, http, unknown",
    "url.full=https://tracker.example.com, http, tracker.example.com",
    "rpc.system=grpc net.peer.name=orders, rpc, orders",
    "server.address=mail.example.com, rpc, mail.example.com",
    "peer.service=ledger, rpc, ledger",
    "user.id=someone, rpc, unknown"
  })
  void recognise_outboundCall_hasKindAndName(String attributes, String kind, String name) {
    Recognised outbound = outbound();
    for (String attribute : attributes.split(" ", -1)) {
      String[] pair = attribute.split("=", -1);
      outbound.with(pair[0], pair[1]);
    }
    JoinSpan span = outbound.span();
    assertThat(span.role()).isEqualTo(SpanRole.OUTBOUND);
    assertThat(span.operation().dependencyKind()).isEqualTo(kind);
    assertThat(span.operation().dependency()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pg-pool.connect",
        "pg.connect",
        "connect",
        "sql.conn.reset_session",
        "PDO::commit",
        "pg.query:BEGIN shop",
        "COMMIT shop"
      })
  void recognise_connectionOrTransaction_isNoCallUnlessItFails(String name) {
    Recognised span =
        new Recognised(recognition, SpanView.CLIENT, name).with("db.system", "postgresql");
    assertThat(span.span().role()).isEqualTo(SpanRole.NONE);
    JoinSpan failed = span.failed().span();
    assertThat(failed.role()).isEqualTo(SpanRole.OUTBOUND);
    assertThat(failed.operation().dependency()).isEqualTo("postgresql");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg.query:SELECT shop", "SELECT", "sql.conn.query", "connections", ""})
  void recognise_query_isACall(String name) {
    Recognised span =
        new Recognised(recognition, SpanView.CLIENT, name).with("db.system", "postgresql");
    assertThat(span.span().role()).isEqualTo(SpanRole.OUTBOUND);
  }

  @Test
  void recognise_connectionToNoDatabase_isACall() {
    assertThat(new Recognised(recognition, SpanView.CLIENT, "connect").span().role())
        .isEqualTo(SpanRole.OUTBOUND);
  }

  @ParameterizedTest
  @ValueSource(ints = {SpanView.CLIENT, SpanView.PRODUCER})
  void recognise_spanOfAnOutboundKind_isOutbound(int kind) {
    assertThat(new Recognised(recognition, kind, "x").span().role()).isEqualTo(SpanRole.OUTBOUND);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, SpanView.INTERNAL, SpanView.SERVER, SpanView.CONSUMER, 17})
  void recognise_spanOfAnotherKind_isNothing(int kind) {
    Recognised other = new Recognised(recognition, kind, "x").with("db.system", "redis");
    assertThat(other.span().role()).isEqualTo(SpanRole.NONE);
  }

  /** Instrumentations of HTTP clients write the status into error.type, too. */
  @ParameterizedTest
  @CsvSource({"404, CLIENT_ERROR", "429, CLIENT_ERROR", "500, SERVER_ERROR", "503, SERVER_ERROR"})
  void recognise_failedHttpCall_hasOneOutcomeHoweverItIsWritten(long status, Outcome outcome) {
    JoinSpan older = outbound().failed().with("http.status_code", status).span();
    JoinSpan newer =
        outbound()
            .failed()
            .with("http.response.status_code", status)
            .with("error.type", Long.toString(status))
            .span();
    assertThat(older.operation().outcome()).isEqualTo(outcome);
    assertThat(newer.operation().outcome()).isEqualTo(outcome);
  }

  @Test
  void recognise_sampledTrace_weighsItsDependenciesAsItsCalls() {
    assertThat(outbound().traceState("ot=th:8").span().operation().weight()).isEqualTo(2);
  }
}
