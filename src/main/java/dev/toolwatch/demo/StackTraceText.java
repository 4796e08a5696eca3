package dev.toolwatch.demo;

import java.util.Locale;

/**
 * Writes stack traces as the runtimes do: the function that raised the error, the one of the tool that
 * called it, and the library for MCP below. Pure functions.
 */
final class StackTraceText {
  private static final int TOOL_LINE = 57;

  private StackTraceText() {}

  /**
   * What {@code exception.stacktrace} says of an error.
   *
   * @param number of the operation, for what differs from call to call
   */
  static String of(McpServer server, String tool, Fault fault, long number) {
    String name = server.name().replaceFirst("-mcp$", "");
    return switch (server.language()) {
      case PYTHON -> python(name, tool, fault);
      case NODEJS -> nodejs(name, tool, fault);
      case JAVA -> java(name, tool, fault);
      case GO -> go(name, tool, fault, number);
    };
  }

  private static String python(String server, String tool, Fault fault) {
    Place place = fault.place();
    String function = place.verb() + "_" + place.noun();
    String cause =
        fault.causeType().isEmpty()
            ? ""
            : """
            Traceback (most recent call last):
              File "/app/%s_mcp/%s.py", line %d, in %s
                return await self._http.get(self._url, timeout=self._timeout)
              File "/usr/lib/python3.12/site-packages/httpcore/_async/connection.py", line 122, in read
                raise to_raise
            %s: %s

            The above exception was the direct cause of the following exception:

            """
                .formatted(
                    server,
                    place.module(),
                    place.line() - 4,
                    function,
                    fault.causeType(),
                    fault.causeMessage());
    return cause
        + """
        Traceback (most recent call last):
          File "/usr/lib/python3.12/site-packages/mcp/server/fastmcp/tools/base.py", line 101, in run
            return await self.fn_metadata.call_fn_with_arg_validation(fn, is_async, arguments)
          File "/app/%1$s_mcp/tools.py", line %2$d, in %3$s
            return await %5$s(context, arguments)
          File "/app/%1$s_mcp/%4$s.py", line %6$d, in %5$s
            raise
        %7$s: %8$s
        """
            .formatted(
                server,
                TOOL_LINE,
                tool,
                place.module(),
                function,
                place.line(),
                fault.type(),
                fault.message());
  }

  private static String nodejs(String server, String tool, Fault fault) {
    Place place = fault.place();
    return """
        %s: %s
            at %s (/srv/%s-mcp/dist/%s.js:%d:19)
            at async Tools.%s (/srv/%4$s-mcp/dist/tools.js:%d:12)
            at async Server.handleCall (/srv/%4$s-mcp/node_modules/@modelcontextprotocol/sdk/dist/server/mcp.js:122:32)
            at process.processTicksAndRejections (node:internal/process/task_queues:105:5)
        """
        .formatted(
            fault.type(),
            fault.message(),
            camelCase(place),
            server,
            place.module(),
            place.line(),
            camelCase(tool),
            TOOL_LINE);
  }

  private static String java(String server, String tool, Fault fault) {
    Place place = fault.place();
    String module = upperFirst(place.module());
    String raised =
        "\tat com.acme.%s.%s.%s(%2$s.java:%d)\n"
            .formatted(server, module, camelCase(place), place.line());
    String trace =
        """
        %s: %s
        %s\tat com.acme.%s.Tools.%s(Tools.java:%d)
        \tat io.modelcontextprotocol.server.McpAsyncServer.callTool(McpAsyncServer.java:402)
        \tat java.base/java.lang.Thread.run(Thread.java:1583)
        """
            .formatted(fault.type(), fault.message(), raised, server, camelCase(tool), TOOL_LINE);
    return fault.causeType().isEmpty()
        ? trace
        : trace
            + """
            Caused by: %s: %s
            \tat org.postgresql.core.v3.QueryExecutorImpl.execute(QueryExecutorImpl.java:368)
            %s\t... 3 more
            """
                .formatted(fault.causeType(), fault.causeMessage(), raised);
  }

  /** As the SDK for Go writes it: with its own functions on top. */
  private static String go(String server, String tool, Fault fault, long number) {
    Place place = fault.place();
    return """
        goroutine %1$d [running]:
        go.opentelemetry.io/otel/sdk/trace.recordStackTrace()
        \t/go/pkg/mod/go.opentelemetry.io/otel/sdk@v1.38.0/trace/span.go:501 +0x4b
        go.opentelemetry.io/otel/sdk/trace.(*recordingSpan).RecordError(0xc000%2$06x, {0x9c1f20, 0xc000%3$06x}, {0x0, 0x0, 0x0})
        \t/go/pkg/mod/go.opentelemetry.io/otel/sdk@v1.38.0/trace/span.go:449 +0x2d1
        github.com/acme/%4$s-mcp/internal/%5$s.(*%6$s).%7$s(0xc000%2$06x, {0xc000%3$06x, 0x12})
        \t/src/internal/%5$s/%5$s.go:%8$d +0x1a5
        github.com/acme/%4$s-mcp/internal/tools.%9$s({0xa4d0c8, 0xc000%3$06x})
        \t/src/internal/tools/tools.go:%10$d +0x8e
        github.com/mark3labs/mcp-go/server.(*MCPServer).handleToolCall(0xc000%2$06x)
        \t/go/pkg/mod/github.com/mark3labs/mcp-go@v0.43.2/server/server.go:1083 +0x2a9
        """
        .formatted(
            100 + number % 900,
            number * 64 % 0xffffff,
            number * 4_096 % 0xffffff,
            server,
            place.module(),
            upperFirst(place.module()),
            upperFirst(camelCase(place)),
            place.line(),
            upperFirst(camelCase(tool)),
            TOOL_LINE);
  }

  private static String camelCase(Place place) {
    return place.verb() + upperFirst(place.noun());
  }

  private static String camelCase(String snakeCase) {
    StringBuilder name = new StringBuilder();
    boolean wordBegins = false;
    for (int i = 0; i < snakeCase.length(); i++) {
      char letter = snakeCase.charAt(i);
      if (letter == '_') {
        wordBegins = true;
      } else {
        name.append(wordBegins ? Character.toUpperCase(letter) : letter);
        wordBegins = false;
      }
    }
    return name.toString();
  }

  private static String upperFirst(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }
}
