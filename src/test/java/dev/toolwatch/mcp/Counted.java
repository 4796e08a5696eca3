package dev.toolwatch.mcp;

import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Side;
import java.util.Map;
import java.util.TreeMap;

/** How often each thing was counted, one line for each. */
public final class Counted implements DecidedCalls {
  public final Map<String, Integer> lines = new TreeMap<>();

  static String server(String service, String tool) {
    return "server " + service + " " + tool;
  }

  static String client(String service, String tool) {
    return "client " + service + " " + tool;
  }

  static String dependency(String service, String name) {
    return "dependency " + service + " " + name;
  }

  static String auth(String service) {
    return "auth " + service;
  }

  void add(String line) {
    lines.merge(line, 1, Integer::sum);
  }

  @Override
  public void operation(Operation operation) {
    add(
        operation.side() == Side.CLIENT
            ? client(operation.service().name(), operation.tool())
            : server(operation.service().name(), operation.tool()));
  }

  @Override
  public void dependency(Operation call) {
    add(dependency(call.service().name(), call.dependency()));
  }

  @Override
  public void auth(Operation attempt) {
    add(auth(attempt.service().name()));
  }
}
