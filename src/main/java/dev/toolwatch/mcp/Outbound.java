package dev.toolwatch.mcp;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.Text;
import java.util.List;

/**
 * Names what a CLIENT span called: a name of limited length, and a kind from a closed set. Reused;
 * not thread-safe.
 */
final class Outbound {
  private static final FirstOf DATABASE =
      new FirstOf(AttributeKey.DB_SYSTEM_NAME, AttributeKey.DB_SYSTEM);
  private static final FirstOf MODEL =
      new FirstOf(AttributeKey.GEN_AI_PROVIDER_NAME, AttributeKey.GEN_AI_SYSTEM);
  private static final FirstOf MESSAGING = new FirstOf(AttributeKey.MESSAGING_SYSTEM);
  private static final FirstOf RPC =
      new FirstOf(AttributeKey.RPC_SYSTEM_NAME, AttributeKey.RPC_SYSTEM);
  private static final FirstOf RPC_SERVICE = new FirstOf(AttributeKey.RPC_SERVICE);
  private static final FirstOf HTTP =
      new FirstOf(AttributeKey.HTTP_REQUEST_METHOD, AttributeKey.HTTP_METHOD);
  private static final FirstOf HOST =
      new FirstOf(
          AttributeKey.SERVER_ADDRESS, AttributeKey.PEER_SERVICE, AttributeKey.NET_PEER_NAME);

  /** A host with a port, in semantic conventions before 1.17. */
  private static final FirstOf AUTHORITY = new FirstOf(AttributeKey.HTTP_HOST);

  private static final FirstOf URL = new FirstOf(AttributeKey.URL_FULL, AttributeKey.HTTP_URL);

  /** Databases for semantic search. */
  private static final Vocabulary VECTOR_DATABASES =
      new Vocabulary(
          List.of(
              "chroma",
              "chromadb",
              "deeplake",
              "faiss",
              "lancedb",
              "marqo",
              "milvus",
              "pgvector",
              "pinecone",
              "qdrant",
              "turbopuffer",
              "vald",
              "vespa",
              "weaviate"));

  private static final String UNKNOWN = "unknown";

  private final Text host = new Text();

  static boolean isDatabase(Attributes attributes) {
    return DATABASE.isIn(attributes);
  }

  void name(Attributes attributes, NameCache names, Operation into) {
    Text database = DATABASE.in(attributes);
    if (database != null) {
      into.dependencyKind(VECTOR_DATABASES.find(database) >= 0 ? "knowledge" : "db");
      into.dependency(names.of(database));
    } else if (MODEL.isIn(attributes)) {
      set(into, "gen_ai", MODEL.in(attributes, names));
    } else if (MESSAGING.isIn(attributes)) {
      set(into, "messaging", MESSAGING.in(attributes, names));
    } else if (RPC.isIn(attributes)) {
      set(
          into,
          "rpc",
          RPC_SERVICE.isIn(attributes)
              ? RPC_SERVICE.in(attributes, names)
              : host(attributes, names));
    } else {
      boolean http = HTTP.isIn(attributes) || URL.isIn(attributes);
      set(into, http ? "http" : "rpc", host(attributes, names));
    }
  }

  private String host(Attributes attributes, NameCache names) {
    if (HOST.isIn(attributes)) {
      return HOST.in(attributes, names);
    }
    Text authority = AUTHORITY.in(attributes);
    Text url = URL.in(attributes);
    if (authority != null) {
      HostName.ofAuthority(authority, host);
    } else if (url != null) {
      HostName.ofUrl(url, host);
    } else {
      host.clear();
    }
    return names.of(host);
  }

  private static void set(Operation into, String kind, String name) {
    into.dependencyKind(kind);
    into.dependency(name.isEmpty() ? UNKNOWN : name);
  }
}
