package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.SpanView;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users, authentications and weights, and what the settings change about them. */
class RecogniserTest {
  private static final String KEY = "a key for tests, of no use";

  private final Recognition recognition = Recognitions.withDefaults();
  private final Pseudonyms pseudonyms = new Pseudonyms(KEY.getBytes(US_ASCII), 16);

  private static Recognition with(String setting, String value) {
    return Recognitions.with(Map.of(setting, value));
  }

  private long pseudonym(String identity) {
    return pseudonyms.of(Recognised.text(identity));
  }

  private static long user(Recognised call) {
    return call.span().operation().user();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "enduser.pseudo.id",
        "enduser.id",
        "user.id",
        "user.hash",
        "mcp.actor_id",
        "jwt.sub"
      })
  void user_byAnyAttribute_isAPseudonym(String key) {
    assertThat(user(Recognised.call(recognition).with(key, "alice"))).isEqualTo(pseudonym("alice"));
    assertThat(user(Recognised.call(recognition).with(key, 42))).isEqualTo(pseudonym("42"));
  }

  @Test
  void user_severalAttributes_theFirstOfTheSettingStands() {
    Recognised call = Recognised.call(recognition).with("user.id", "b").with("enduser.id", "a");
    assertThat(user(call)).isEqualTo(pseudonym("a"));
    Recognition otherOrder = with("toolwatch.users.attributes", "user.id,enduser.id");
    call = Recognised.call(otherOrder).with("user.id", "b").with("enduser.id", "a");
    assertThat(user(call)).isEqualTo(pseudonym("b"));
  }

  @Test
  void user_attributeOfTheSetting_isReadAndOthersAreNot() {
    Recognition own = with("toolwatch.users.attributes", "acme.employee");
    assertThat(user(Recognised.call(own).with("acme.employee", "alice")))
        .isEqualTo(pseudonym("alice"));
    assertThat(user(Recognised.call(own).with("user.id", "alice"))).isZero();
    assertThat(user(Recognised.call(recognition).with("acme.employee", "alice"))).isZero();
  }

  @Test
  void user_noAttributesSet_isNeverRead() {
    Recognition none = with("toolwatch.users.attributes", "");
    assertThat(user(Recognised.call(none).with("user.id", "alice"))).isZero();
  }

  @Test
  void user_otherKey_isAnotherPseudonym() {
    Recognition own = with("toolwatch.users.key", "another key, as good as it");
    assertThat(user(Recognised.call(own).with("user.id", "alice")))
        .isNotZero()
        .isNotEqualTo(pseudonym("alice"));
  }

  @Test
  void user_emptyOrNoText_isNone() {
    assertThat(user(Recognised.call(recognition).with("user.id", ""))).isZero();
    assertThat(user(Recognised.call(recognition).with("user.id", true))).isZero();
    assertThat(user(Recognised.call(recognition))).isZero();
  }

  /** FastMCP writes the OAuth client's id there. */
  @Test
  void user_enduserIdOfFastMcp_isNoPerson() {
    Recognised call = Recognised.call(recognition).scope("fastmcp").with("enduser.id", "client-1");
    assertThat(user(call)).isZero();
    assertThat(user(call.with("user.id", "alice"))).isEqualTo(pseudonym("alice"));
    assertThat(user(call.with("enduser.pseudo.id", "bob"))).isEqualTo(pseudonym("bob"));
  }

  /** Since 4.2 it is the token's subject, or the client if it has none. */
  @ParameterizedTest
  @ValueSource(strings = {"jsonrpc.request.id", "gen_ai.operation.name"})
  void user_enduserIdOfFastMcpThatSendsTheSubject_isAPersonUnlessAnotherIsKnown(String mark) {
    Recognised call =
        Recognised.call(recognition)
            .scope("fastmcp")
            .with(mark, "execute_tool")
            .with("enduser.id", "alice");
    assertThat(user(call)).isEqualTo(pseudonym("alice"));
    assertThat(user(call.with("user.id", "bob"))).isEqualTo(pseudonym("bob"));
    assertThat(user(call.with("enduser.pseudo.id", "carol"))).isEqualTo(pseudonym("carol"));
  }

  @Test
  void user_enduserIdOfFastMcpNotInTheSetting_isNeverRead() {
    Recognition others = with("toolwatch.users.attributes", "user.id");
    Recognised call =
        Recognised.call(others)
            .scope("fastmcp")
            .with("jsonrpc.request.id", "1")
            .with("enduser.id", "alice");
    assertThat(user(call)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fastmcp2", "mcp-python-sdk", "Fastmcp"})
  void user_enduserIdOfAnyoneElse_isAPerson(String scope) {
    Recognised call = Recognised.call(recognition).scope(scope).with("enduser.id", "alice");
    assertThat(user(call)).isEqualTo(pseudonym("alice"));
  }

  @ParameterizedTest
  @CsvSource({
    "auth, true",
    "auth.verify, true",
    "Authenticate user, true",
    "authorize, true",
    "oauth2 token exchange, true",
    "com.example.Gate.authenticate, true",
    "author lookup, false",
    "authors, false",
    "lookup auth, false"
  })
  void auth_bySpanName_isRecognised(String name, boolean auth) {
    SpanRole role = new Recognised(recognition, SpanView.INTERNAL, name).span().role();
    assertThat(role).isEqualTo(auth ? SpanRole.AUTH : SpanRole.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auth.method", "auth.result", "auth.provider"})
  void auth_byAttribute_isRecognised(String key) {
    Recognised span = new Recognised(recognition, SpanView.CLIENT, "check").with(key, "x");
    assertThat(span.span().role()).isEqualTo(SpanRole.AUTH);
  }

  @Test
  void auth_failed_hasItsOutcome() {
    Recognised span = new Recognised(recognition, SpanView.INTERNAL, "auth");
    assertThat(span.span().operation().outcome()).isEqualTo(Outcome.OK);
    span.failed().with("http.response.status_code", 401);
    assertThat(span.span().operation().outcome()).isEqualTo(Outcome.CLIENT_ERROR);
  }

  @Test
  void auth_ofTheSettings_replacesTheDefaults() {
    Recognition own =
        Recognitions.with(
            Map.of(
                "toolwatch.mcp.auth-span-names", "*Login*",
                "toolwatch.mcp.auth-attributes", "acme.login"));
    assertThat(new Recognised(own, SpanView.INTERNAL, "do login now").span().role())
        .isEqualTo(SpanRole.AUTH);
    assertThat(new Recognised(own, SpanView.INTERNAL, "x").with("acme.login", 1).span().role())
        .isEqualTo(SpanRole.AUTH);
    assertThat(new Recognised(own, SpanView.INTERNAL, "auth").span().role())
        .isEqualTo(SpanRole.NONE);
    assertThat(new Recognised(own, SpanView.INTERNAL, "x").with("auth.method", "y").span().role())
        .isEqualTo(SpanRole.NONE);
  }

  @Test
  void auth_nothingSet_isNeverRecognised() {
    Recognition none =
        Recognitions.with(
            Map.of("toolwatch.mcp.auth-span-names", "", "toolwatch.mcp.auth-attributes", ""));
    assertThat(new Recognised(none, SpanView.INTERNAL, "auth").span().role())
        .isEqualTo(SpanRole.NONE);
  }

  @Test
  void auth_patternOfTheSettingsThatIsNone_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with("toolwatch.mcp.auth-span-names", "auth,a*b"))
        .withMessageContaining("a*b");
  }

  /** An MCP span stays one, whatever it says of authentication. */
  @Test
  void auth_attributeOnACall_leavesItACall() {
    assertThat(Recognised.call(recognition).with("auth.method", "jwt").span().role())
        .isEqualTo(SpanRole.SERVER);
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', false",
    "'', inspector, false",
    "'', toolwatch-probe, true",
    "'ot=th:c', '', false",
    "'toolwatch=probe', '', true",
    "'dd=s:1, toolwatch=probe ,ot=th:0', inspector, true",
    "'toolwatch=probes', '', false",
    "'xtoolwatch=probe', '', false"
  })
  void probe_byTraceStateOrClient_isMarked(String traceState, String client, boolean probe) {
    Recognised call =
        Recognised.call(recognition).traceState(traceState).with("mcp.client.name", client);
    assertThat(call.span().operation().isProbe()).isEqualTo(probe);
  }

  /** What Toolwatch's own probes send: a sampler's configured ratio does not multiply them. */
  @Test
  void weight_ofAProbe_isOne() {
    Recognition sampled =
        Recognitions.with(
            Map.of(
                "toolwatch.mcp.sampling.quarter.ratio", "0.25",
                "toolwatch.mcp.sampling.quarter.services", "orders"));
    assertThat(weight(Recognised.call(sampled))).isEqualTo(4);
    assertThat(weight(Recognised.call(sampled).traceState("toolwatch=probe,ot=th:0"))).isEqualTo(1);
  }

  @Test
  void weight_ofASampledTrace_isCappedByTheSetting() {
    Recognition capped = with("toolwatch.mcp.max-sampling-weight", "50");
    assertThat(weight(Recognised.call(recognition).traceState("ot=th:c"))).isEqualTo(4);
    assertThat(weight(Recognised.call(capped).traceState("ot=th:fd70a3d70a3d71"))).isEqualTo(50);
    assertThat(weight(Recognised.call(recognition))).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.99", "-1", "NaN"})
  void weight_settingBelowOne_isRefused(String most) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with("toolwatch.mcp.max-sampling-weight", most))
        .withMessageContaining("toolwatch.mcp.max-sampling-weight");
  }

  private static double weight(Recognised call) {
    return call.span().operation().weight();
  }
}
