package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.cardinality.ServiceBudget;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.ShownUsers;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.tenant.TenantScoped;
import dev.toolwatch.wire.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What all event loops share for recognition: the settings, the users' key, and what has been
 * learned about services. Makes a {@link Recogniser} for each loop. Thread-safe.
 */
@TenantScoped
public class Recognition {
  /**
   * Pseudonyms cached by each event loop, 16 bytes each, because HMAC costs more than all other
   * steps.
   */
  private static final int REMEMBERED_USERS = 16_384;

  /** The same for sessions. */
  private static final int REMEMBERED_SESSIONS = 4_096;

  /** Average limit of a waiting span's texts: enough for the names of service and tool. */
  private static final int TEXT_BYTES_PER_SPAN = 256;

  /** All waiting spans' texts together may take this part of the heap, even if it is small. */
  private static final int PART_OF_HEAP = 16;

  /**
   * How long spans are remembered if there are not too many. Senders repeat a request whose answer
   * was lost for a minute (SDKs) or five (the Collector).
   */
  private static final long MEMORY_MILLIS = 300_000;

  /**
   * Names of tools of one service that have only failed, without saying whether they exist. Enough
   * for the new tools of a deployment that is broken.
   */
  private static final int UNPROVEN_TOOLS = 20;

  private final McpSettings settings;
  private final ToolLists toolLists;
  private final UnprovenTools unproven = new UnprovenTools(UNPROVEN_TOOLS);
  private final Keys keys;
  private final int[] userKeys;
  private final int[] authKeys;
  private final NamePatterns authNames;
  private final SamplingRatios ratios;
  private final byte[] userKey;
  private final ShownUsers shown;
  private final ServiceRoles services;

  Recognition(McpSettings settings, UserSettings users, UserKeys secrets, Cardinality cardinality) {
    if (!(settings.maxSamplingWeight() >= 1)) {
      throw new IllegalArgumentException(
          "toolwatch.mcp.max-sampling-weight must be at least 1: " + settings.maxSamplingWeight());
    }
    this.settings = settings;
    ratios = SamplingRatios.of(settings.sampling(), settings.maxSamplingWeight());
    toolLists = ToolLists.of(settings.toolLists());
    cardinality.services().onGone(unproven::forget);
    List<String> userAttributes = users.attributes().orElse(List.of());
    List<String> authAttributes = settings.authAttributes().orElse(List.of());
    List<String> more = new ArrayList<>(userAttributes);
    more.addAll(authAttributes);
    keys = new Keys(more);
    userKeys = keys.idsOf(userAttributes);
    authKeys = keys.idsOf(authAttributes);
    authNames = new NamePatterns(settings.authSpanNames().orElse(List.of()));
    userKey = secrets.counting();
    shown = secrets.shown();
    services = new ServiceRoles(cardinality.services());
  }

  /** The attributes to decode. */
  public Vocabulary vocabulary() {
    return keys.vocabulary();
  }

  /**
   * Makes the pseudonyms by which users are shown, as 16 hexadecimal digits. The result is not thread-safe.
   */
  public UnaryOperator<String> pseudonyms() {
    Pseudonyms pseudonyms = new Pseudonyms(userKey, REMEMBERED_SESSIONS);
    return identity -> {
      byte[] bytes = identity.getBytes(UTF_8);
      Text text = new Text();
      text.set(bytes, 0, bytes.length);
      return shown.digits(pseudonyms.of(text));
    };
  }

  /** Makes a recogniser for one event loop. */
  public Recogniser recogniser() {
    return new Recogniser(
        new Recogniser.Rules(
            userKeys,
            keys.idsOf(List.of(AttributeKey.ENDUSER_ID.key()))[0],
            authKeys,
            authNames,
            ratios,
            settings.maxSamplingWeight()),
        new Pseudonyms(userKey, REMEMBERED_USERS),
        new Pseudonyms(userKey, REMEMBERED_SESSIONS));
  }

  /**
   * Makes what finds errors for one event loop.
   *
   * @param named whether the tool of a call has a series of its own
   */
  public RawErrors rawErrors(Predicate<Operation> named) {
    return new RawErrors(userKeys, named);
  }

  /** The pseudonyms under which users are counted, if spans name them like this. */
  public long[] pseudonyms(List<String> identities) {
    Pseudonyms pseudonyms = new Pseudonyms(userKey, identities.size());
    return identities.stream().mapToLong(pseudonyms::of).toArray();
  }

  /** Makes a recogniser of data points for one event loop. */
  public PointRecogniser pointRecogniser(
      ReportedMetrics metrics, ServiceBudget services, KnownTools tools) {
    return new PointRecogniser(metrics, services, tools);
  }

  /**
   * Makes what names the tools of calls for one event loop.
   *
   * @param named whether the tool of a call has a series of its own
   */
  public KnownTools knownTools(Predicate<Operation> named) {
    return new KnownTools(toolLists, unproven, named);
  }

  /** Makes a join for one of several event loops, which share the limits equally. */
  public CallJoin join(int loops) {
    JoinLimits limits =
        new JoinLimits(
            settings.joinWait().toMillis(),
            maxPendingSpans(loops),
            maxPendingTextBytes(loops),
            Math.max(2, settings.maxTrackedSpans() / loops),
            Math.max(MEMORY_MILLIS, 2 * settings.joinWait().toMillis()));
    return new CallJoin(limits, services);
  }

  /**
   * Makes the join and the streams of data points of a log.
   *
   * @param logs how many logs share the limits
   */
  public LogJoin openLog(ReportedMetrics reported, int logs) {
    return new LogJoin(join(logs), reported.openLog(logs));
  }

  /** How many bytes the texts of these spans may take. */
  public long maxPendingTextBytes(int loops) {
    long bytes =
        Math.min(
            (long) settings.maxPendingSpans() * TEXT_BYTES_PER_SPAN,
            Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    return Math.max(1, bytes / loops);
  }

  /** How many spans may wait in each of several event loops. */
  public int maxPendingSpans(int loops) {
    return Math.max(1, settings.maxPendingSpans() / loops);
  }
}
