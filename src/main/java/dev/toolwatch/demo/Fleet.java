package dev.toolwatch.demo;

import dev.toolwatch.demo.Dependency.Database;
import dev.toolwatch.demo.Dependency.HttpApi;
import dev.toolwatch.demo.Dependency.Model;
import dev.toolwatch.demo.McpServer.Export;
import dev.toolwatch.demo.McpServer.Transport;
import java.util.List;
import java.util.stream.Stream;

/** The simulated fleet: six MCP servers in four languages with 25 tools. Pure data; the host names are reserved. */
final class Fleet {
  static final String SLOW_TOOL = "answer_question";
  static final String FAILING_TOOL = "export_report";

  /** The service that makes some of the calls and sends CLIENT spans for them. */
  static final String AGENT = "demo-agent";

  /** Marks the services in every answer: their operations are made up. */
  private static final String NAMESPACE = "demo";

  private static final double USUAL_FAILURES = 0.0005;

  private static final Dependency EMBEDDINGS =
      new Model("openai", "models.example", "embeddings", "text-embedding-3-small");
  private static final Dependency CHAT =
      new Model("openai", "models.example", "chat", "gpt-4o-mini");

  static final List<McpServer> SERVERS =
      List.of(issues(), code(), knowledge(), customers(), calendar(), warehouse());

  private Fleet() {}

  private static McpServer issues() {
    return new McpServer(
        "issues-mcp",
        SdkLanguage.PYTHON,
        NAMESPACE,
        "2.4.1",
        "2025-06-18",
        Transport.STREAMABLE_HTTP,
        Export.GRPC,
        0.95,
        28,
        List.of(
            tool("search_issues", 10, 180, 0.5, api("issues.example", "GET", "/rest/3/search")),
            tool("get_issue", 14, 70, 0.4, api("issues.example", "GET", "/rest/3/issue")),
            tool("create_issue", 3, 220, 0.4, api("issues.example", "POST", "/rest/3/issue")),
            tool("add_comment", 5, 140, 0.4, api("issues.example", "POST", "/rest/3/comment")),
            tool(
                "transition_issue",
                2,
                160,
                0.4,
                api("issues.example", "GET", "/rest/3/transitions"),
                api("issues.example", "POST", "/rest/3/transitions"))),
        List.of("summarize_issue", "plan_sprint"),
        List.of("issues://boards", "issues://projects"));
  }

  private static McpServer code() {
    return new McpServer(
        "code-mcp",
        SdkLanguage.NODEJS,
        NAMESPACE,
        "1.17.0",
        "2025-11-25",
        Transport.STREAMABLE_HTTP,
        Export.HTTP,
        0.6,
        26,
        List.of(
            tool("search_code", 9, 240, 0.5, api("code.example", "GET", "/api/search")),
            tool("read_file", 16, 45, 0.5, api("code.example", "GET", "/api/contents")),
            tool("list_pull_requests", 4, 120, 0.4, api("code.example", "GET", "/api/pulls")),
            tool("get_pull_request", 5, 95, 0.4, api("code.example", "GET", "/api/pull")),
            tool("create_branch", 1, 190, 0.4, api("code.example", "POST", "/api/refs"))),
        List.of("review_changes"),
        List.of("code://repositories"));
  }

  private static McpServer knowledge() {
    return new McpServer(
        "knowledge-mcp",
        SdkLanguage.PYTHON,
        NAMESPACE,
        "0.9.3",
        "2025-06-18",
        Transport.STREAMABLE_HTTP,
        Export.GRPC,
        0.7,
        20,
        List.of(
            tool("search_documents", 12, 130, 0.5, EMBEDDINGS, vectors("search")),
            tool(SLOW_TOOL, 5, 750, 0.75, EMBEDDINGS, vectors("search"), CHAT),
            tool("get_document", 6, 30, 0.5, table("wiki", "SELECT", "documents")),
            tool("list_collections", 1, 15, 0.5, vectors("list_collections"))),
        List.of("cite_sources"),
        List.of("wiki://handbook", "wiki://runbooks", "wiki://glossary"));
  }

  private static McpServer customers() {
    return new McpServer(
        "customers-mcp",
        SdkLanguage.GO,
        NAMESPACE,
        "3.0.0",
        "2025-06-18",
        Transport.STREAMABLE_HTTP,
        Export.HTTP,
        0.3,
        12,
        List.of(
            tool("find_customer", 9, 40, 0.5, table("crm", "SELECT", "customers")),
            tool("get_account", 6, 35, 0.5, table("crm", "SELECT", "accounts")),
            tool("update_contact", 2, 60, 0.4, table("crm", "UPDATE", "contacts")),
            tool("list_opportunities", 3, 90, 0.5, table("crm", "SELECT", "opportunities"))),
        List.of(),
        List.of("crm://segments"));
  }

  private static McpServer calendar() {
    return new McpServer(
        "calendar-mcp",
        SdkLanguage.NODEJS,
        NAMESPACE,
        "1.2.8",
        "2025-06-18",
        Transport.STDIO,
        Export.HTTP,
        0.5,
        10,
        List.of(
            tool("list_events", 8, 85, 0.4, api("calendar.example", "GET", "/v1/events")),
            tool("create_event", 3, 150, 0.4, api("calendar.example", "POST", "/v1/events")),
            tool("find_free_slot", 4, 210, 0.5, api("calendar.example", "POST", "/v1/freebusy"))),
        List.of("plan_week"),
        List.of());
  }

  private static McpServer warehouse() {
    return new McpServer(
        "warehouse-mcp",
        SdkLanguage.JAVA,
        NAMESPACE,
        "0.4.0",
        "2025-11-25",
        Transport.STREAMABLE_HTTP,
        Export.GRPC,
        0.4,
        16,
        List.of(
            tool("run_query", 8, 320, 0.5, table("warehouse", "SELECT", "sales")),
            tool("describe_table", 5, 20, 0.4, table("warehouse", "SELECT", "pg_attribute")),
            tool("list_tables", 3, 15, 0.4, table("warehouse", "SELECT", "pg_class")),
            new Tool(
                FAILING_TOOL,
                9,
                new Latency(260, 0.5),
                0.2,
                true,
                List.of(
                    new Use(table("warehouse", "SELECT", "sales"), 1, 10),
                    // A few calls end before it.
                    new Use(api("jira.example", "POST", "/search"), 4.25, 71),
                    new Use(api("files.example", "PUT", "/exports"), 1, 4)))),
        List.of("explain_figures"),
        List.of("warehouse://schema"));
  }

  private static Tool tool(
      String name, double weight, double medianMillis, double spread, Dependency... dependencies) {
    return new Tool(
        name,
        weight,
        new Latency(medianMillis, spread),
        USUAL_FAILURES,
        false,
        Stream.of(dependencies).map(Use::once).toList());
  }

  private static Dependency api(String host, String method, String path) {
    return new HttpApi(host, method, path);
  }

  private static Dependency table(String namespace, String operation, String collection) {
    return new Database("postgresql", "db.example", 5432, namespace, operation, collection);
  }

  private static Dependency vectors(String operation) {
    return new Database("qdrant", "vectors.example", 6334, "", operation, "documents");
  }
}
