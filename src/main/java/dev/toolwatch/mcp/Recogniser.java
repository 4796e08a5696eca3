package dev.toolwatch.mcp;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.ConsistentSampling;
import dev.toolwatch.signal.Envelope;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ProbeMark;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.Side;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.wire.Text;

/**
 * Recognises each span of one event loop on its own: its role and, if it is an operation, all its
 * details. {@link CallJoin} then decides whether it counts. Not thread-safe.
 */
public final class Recogniser {
  /**
   * The configured rules.
   *
   * @param userKeys ids of the attributes that identify a user; the first one present is used
   * @param enduserIdKey the id of {@code enduser.id}, or -1 if it does not identify users
   * @param authKeys ids of the attributes that make a span an authentication
   * @param authNames span names that mean an authentication
   * @param ratios how services sample whose spans do not tell it
   * @param maxWeight maximum number of operations that a sampled span can stand for
   */
  record Rules(
      int[] userKeys,
      int enduserIdKey,
      int[] authKeys,
      NamePatterns authNames,
      SamplingRatios ratios,
      double maxWeight) {}

  private static final ServiceId UNKNOWN_SERVICE = ServiceId.of("unknown_service");

  private static final FirstOf SESSION =
      new FirstOf(
          AttributeKey.MCP_SESSION_ID, AttributeKey.MCP_SESSION_ID_OLD, AttributeKey.SESSION_ID);

  /** Without those of the protocol: where it has no sessions, some SDKs make up an id a request. */
  private static final FirstOf OWN_SESSION = new FirstOf(AttributeKey.SESSION_ID);

  private static final FirstOf CLIENT_NAME =
      new FirstOf(AttributeKey.MCP_CLIENT_NAME, AttributeKey.MCP_CLIENT_NAME_OLD);
  private static final FirstOf CLIENT_VERSION =
      new FirstOf(AttributeKey.MCP_CLIENT_VERSION, AttributeKey.MCP_CLIENT_VERSION_OLD);
  private static final FirstOf PROTOCOL_VERSION = new FirstOf(AttributeKey.MCP_PROTOCOL_VERSION);
  private static final FirstOf TRANSPORT =
      new FirstOf(
          AttributeKey.NETWORK_PROTOCOL_NAME,
          AttributeKey.NETWORK_TRANSPORT,
          AttributeKey.MCP_TRANSPORT);

  private final Rules rules;
  private final Pseudonyms users;
  private final Pseudonyms sessions;
  private final NameCache names = new NameCache();
  private final ServiceIds services = new ServiceIds();
  private final Reading reading = new Reading();
  private final FailureClassifier failure = new FailureClassifier();
  private final Outbound outbound = new Outbound();
  private final ConnectionSpans connections = new ConnectionSpans();

  /** The service of the span before, and the weight of its spans that do not tell theirs. */
  private ServiceId weighed = ServiceId.NONE;

  private double unsaidWeight = 1;

  /**
   * @param users makes pseudonyms of users
   * @param sessions makes pseudonyms of session ids; apart, because the many sessions would push the
   *     users out of its cache
   */
  Recogniser(Rules rules, Pseudonyms users, Pseudonyms sessions) {
    this.rules = rules;
    this.users = users;
    this.sessions = sessions;
  }

  /** The service of a resource. Its name is preceded by its namespace if it has one. */
  public ServiceId service(Attributes resource) {
    if (!AttributeKey.SERVICE_NAME.isTextIn(resource)) {
      return UNKNOWN_SERVICE;
    }
    String name = names.of(AttributeKey.SERVICE_NAME.textIn(resource));
    return services.of(
        AttributeKey.SERVICE_NAMESPACE.isTextIn(resource)
            ? names.of(AttributeKey.SERVICE_NAMESPACE.textIn(resource)) + "/" + name
            : name);
  }

  /** Appends a recognised span to the batch. */
  public void recognise(ServiceId service, SpanView span, SpanBatch batch) {
    recognise(service, span, null, batch);
  }

  /**
   * Appends a recognised span to the batch, together with the span as it was received.
   *
   * @param around what was around it; null to leave both out
   */
  public void recognise(ServiceId service, SpanView span, Envelope around, SpanBatch batch) {
    JoinSpan into = batch.next(service, span);
    batch.keep();
    if (around != null) {
      into.keep(span, around);
    }
    into.operation().weight(weight(service, into.threshold()));
    reading.begin(span);
    if (Dialects.recognise(span, reading)) {
      into.role(reading.role());
      if (reading.role() != SpanRole.PART) {
        operation(span, into);
      }
      if (reading.isMaybeLocal()) {
        into.mayBeLocal(true, AttributeKey.GEN_AI_TOOL_CALL_ID.isIn(span.attributes()));
      }
    } else if (isAuth(span)) {
      into.role(SpanRole.AUTH);
      failure.classify(span, names, into.operation());
    } else if (span.kind() == SpanView.CLIENT || span.kind() == SpanView.PRODUCER) {
      outbound(span, into);
    }
    if (into.role() == SpanRole.NONE || into.role() == SpanRole.OUTBOUND) {
      into.agent(AgentSpans.isAgent(span.attributes()));
      into.model(AgentSpans.isModel(span.attributes()));
    }
  }

  private double weight(ServiceId service, long threshold) {
    // All spans of a resource come one after the other, with the same object.
    if (!service.equals(weighed)) {
      weighed = service;
      unsaidWeight = rules.ratios().weight(service);
    }
    return threshold == ConsistentSampling.UNSAID
        ? unsaidWeight
        : Math.min(rules.maxWeight(), ConsistentSampling.weight(threshold));
  }

  private void outbound(SpanView span, JoinSpan into) {
    Operation operation = into.operation();
    failure.classify(span, names, operation);
    // If no connection can be had there are no queries, so a failed attempt is all that is seen.
    if (operation.outcome() == Outcome.OK
        && Outbound.isDatabase(span.attributes())
        && connections.match(span)) {
      return;
    }
    into.role(SpanRole.OUTBOUND);
    outbound.name(span.attributes(), names, operation);
  }

  private boolean isAuth(SpanView span) {
    for (int key : rules.authKeys()) {
      if (span.attributes().has(key)) {
        return true;
      }
    }
    return rules.authNames().match(span.name());
  }

  private void operation(SpanView span, JoinSpan into) {
    Attributes attributes = span.attributes();
    Operation operation = into.operation();
    boolean client = into.role() == SpanRole.CLIENT || into.role() == SpanRole.OUTER_CLIENT;
    operation.side(client ? Side.CLIENT : Side.SERVER);
    into.method(Methods.id(reading.method()));
    String method = Methods.of(into.method());
    operation.method(method);
    if (method.equals(Methods.TOOLS_CALL)) {
      operation.tool(names.of(reading.tool()));
    } else if (method.equals(Methods.PROMPTS_GET)) {
      operation.prompt(names.of(reading.prompt()));
    }
    failure.classify(span, names, operation);
    into.unknownTarget(failure.isUnknownTarget());
    operation.clientName(CLIENT_NAME.in(attributes, names));
    operation.clientVersion(CLIENT_VERSION.in(attributes, names));
    operation.protocolVersion(PROTOCOL_VERSION.in(attributes, names));
    Text session = (operation.isStateless() ? OWN_SESSION : SESSION).in(attributes);
    operation.session(session == null ? 0 : sessions.of(session));
    operation.transport(TRANSPORT.in(attributes, names));
    operation.user(user(attributes));
    operation.probe(
        ProbeMark.isIn(span.traceState()) || operation.clientName().equals(ProbeMark.CLIENT));
    into.sentBy(KnownEmitter.of(span), AttributeKey.SERVICE_VERSION.isTextIn(span.resource()));
  }

  private long user(Attributes attributes) {
    long doubtful = 0;
    for (int key : rules.userKeys()) {
      boolean enduser = key == rules.enduserIdKey();
      long user = enduser && reading.isEnduserNoPerson() ? 0 : user(attributes, key);
      if (enduser && reading.isEnduserMaybeNoPerson()) {
        doubtful = user;
      } else if (user != 0) {
        return user;
      }
    }
    return doubtful;
  }

  private long user(Attributes attributes, int key) {
    if (attributes.hasText(key)) {
      return users.of(attributes.text(key));
    }
    return attributes.type(key) == Attributes.Type.LONG ? users.of(attributes.number(key)) : 0;
  }
}
