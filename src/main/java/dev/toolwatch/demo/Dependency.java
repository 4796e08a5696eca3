package dev.toolwatch.demo;

/** A system that a tool calls. */
sealed interface Dependency {

  /** The host of the system. */
  String host();

  /** The name of the CLIENT span of a call. */
  String spanName();

  /** An HTTP API. */
  record HttpApi(String host, String method, String path) implements Dependency {
    public HttpApi {
      Checks.named(host, "host");
      Checks.named(method, "method");
      Checks.named(path, "path");
    }

    @Override
    public String spanName() {
      return method;
    }
  }

  /** A relational or a vector database, {@code system} as in {@code db.system.name}. */
  record Database(
      String system, String host, int port, String namespace, String operation, String collection)
      implements Dependency {
    public Database {
      Checks.named(system, "system");
      Checks.named(host, "host");
      Checks.named(operation, "operation");
      Checks.named(collection, "collection");
    }

    @Override
    public String spanName() {
      return operation + " " + collection;
    }
  }

  /** A model behind a GenAI API, {@code operation} as in {@code gen_ai.operation.name}. */
  record Model(String provider, String host, String operation, String name) implements Dependency {
    public Model {
      Checks.named(provider, "provider");
      Checks.named(host, "host");
      Checks.named(operation, "operation");
      Checks.named(name, "name");
    }

    @Override
    public String spanName() {
      return operation + " " + name;
    }
  }
}
