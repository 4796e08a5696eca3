package dev.toolwatch.errors;

import java.util.Set;

/** How the frames of libraries and runtimes look in each language. Pure functions. */
final class LibraryFrames {
  private static final String[] JAVA = {
    "java.",
    "javax.",
    "jakarta.",
    "jdk.",
    "sun.",
    "com.sun.",
    "kotlin.",
    "kotlinx.",
    "scala.",
    "groovy.",
    "clojure.",
    "org.codehaus.",
    "org.springframework.",
    "org.apache.",
    "org.hibernate.",
    "org.eclipse.",
    "org.jboss.",
    "org.wildfly.",
    "io.quarkus.",
    "io.smallrye.",
    "io.vertx.",
    "io.netty.",
    "io.micronaut.",
    "io.helidon.",
    "io.undertow.",
    "io.ktor.",
    "io.dropwizard.",
    "io.grpc.",
    "io.reactivex.",
    "io.projectreactor.",
    "reactor.",
    "rx.",
    "akka.",
    "com.google.",
    "com.fasterxml.",
    "com.zaxxer.",
    "com.mysql.",
    "com.mongodb.",
    "com.microsoft.",
    "com.azure.",
    "com.amazonaws.",
    "com.netflix.",
    "com.squareup.",
    "com.github.",
    "software.amazon.",
    "org.postgresql.",
    "org.mariadb.",
    "org.sqlite.",
    "org.h2.",
    "oracle.",
    "org.glassfish.",
    "org.jooq.",
    "org.flywaydb.",
    "liquibase.",
    "okhttp3.",
    "okio.",
    "retrofit2.",
    "feign.",
    "redis.clients.",
    "io.lettuce.",
    "org.redisson.",
    "org.elasticsearch.",
    "co.elastic.",
    "org.junit.",
    "junit.",
    "org.mockito.",
    "org.assertj.",
    "net.bytebuddy.",
    "net.sf.",
    "org.aspectj.",
    "org.aopalliance.",
    "javassist.",
    "io.opentelemetry.",
    "io.micrometer.",
    "io.prometheus.",
    "io.sentry.",
    "org.slf4j.",
    "ch.qos.",
    "org.jetbrains.",
    "io.modelcontextprotocol.",
    "dev.langchain4j.",
    "io.github.resilience4j.",
    "org.json.",
    "org.yaml.",
    "org.graalvm.",
    "com.oracle.",
    "_COROUTINE.",
    "android.",
    "androidx.",
    "dalvik.",
    "picocli.",
    "org.bouncycastle.",
    "com.rabbitmq.",
    "org.thymeleaf."
  };

  private static final String[] CSHARP = {
    "System.",
    "Microsoft.",
    "Mono.",
    "MS.",
    "Internal.",
    "Interop",
    "(wrapper",
    "lambda_method",
    "Newtonsoft.",
    "Npgsql.",
    "MySql.",
    "MySqlConnector.",
    "Dapper.",
    "Serilog.",
    "NLog.",
    "log4net.",
    "Polly.",
    "Grpc.",
    "Google.",
    "Azure.",
    "Amazon.",
    "StackExchange.",
    "MediatR.",
    "AutoMapper.",
    "FluentValidation.",
    "Castle.",
    "ModelContextProtocol.",
    "OpenTelemetry.",
    "Sentry.",
    "Xunit.",
    "xunit.",
    "NUnit.",
    "Autofac.",
    "Hangfire.",
    "MassTransit.",
    "RabbitMQ.",
    "MongoDB.",
    "RestSharp.",
    "Refit.",
    "Quartz.",
    "Confluent.",
    "Oracle.",
    "Elasticsearch.",
    "Nest."
  };

  private static final String[] RUST = {
    "std",
    "core",
    "alloc",
    "test",
    "proc_macro",
    "backtrace",
    "rust_begin_unwind",
    "rust_panic",
    "__rust_begin_short_backtrace",
    "__rust_end_short_backtrace",
    "__rust_try",
    "__libc_start_main",
    "__libc_start_call_main",
    "_start",
    "main",
    "clone",
    "clone3",
    "start_thread",
    "tokio",
    "futures",
    "futures_util",
    "futures_core",
    "hyper",
    "hyper_util",
    "axum",
    "tower",
    "tower_http",
    "tower_service",
    "actix_web",
    "actix_rt",
    "actix_http",
    "tonic",
    "reqwest",
    "rayon",
    "rayon_core",
    "crossbeam",
    "anyhow",
    "eyre",
    "color_eyre",
    "tracing",
    "tracing_subscriber",
    "tracing_core",
    "serde",
    "serde_json",
    "sqlx",
    "sqlx_core",
    "async_std",
    "warp",
    "rocket",
    "clap",
    "opentelemetry",
    "opentelemetry_sdk",
    "rmcp",
    "thiserror",
    "mio",
    "h2",
    "rustls",
    "diesel"
  };

  /** The first elements of the paths of Go's standard library. */
  private static final Set<String> GO =
      Set.of(
          "archive",
          "bufio",
          "bytes",
          "cmp",
          "compress",
          "container",
          "context",
          "crypto",
          "database",
          "debug",
          "embed",
          "encoding",
          "errors",
          "expvar",
          "flag",
          "fmt",
          "go",
          "hash",
          "html",
          "image",
          "index",
          "internal",
          "io",
          "iter",
          "log",
          "maps",
          "math",
          "mime",
          "net",
          "os",
          "path",
          "plugin",
          "reflect",
          "regexp",
          "runtime",
          "slices",
          "sort",
          "strconv",
          "strings",
          "structs",
          "sync",
          "syscall",
          "testing",
          "text",
          "time",
          "unicode",
          "unique",
          "unsafe",
          "weak");

  private LibraryFrames() {}

  static boolean isApplication(Language language, StackFrame frame) {
    String file = frame.file().replace('\\', '/');
    return switch (language) {
      case PYTHON -> !isPythonLibrary(file);
      case JAVASCRIPT -> !isJavaScriptLibrary(file);
      case JAVA -> !startsWithAny(frame.module(), JAVA) && !FrameNames.isGeneratedJava(frame);
      case GO -> !isGoLibrary(frame.module(), file, frame.function());
      case CSHARP ->
          !startsWithAny(frame.module().isEmpty() ? frame.function() : frame.module(), CSHARP);
      case RUST -> !isRustLibrary(frame.function(), file);
      case RUBY -> !isRubyLibrary(file);
      case PHP -> !isPhpLibrary(file);
      case OTHER -> true;
    };
  }

  private static boolean isPythonLibrary(String file) {
    return file.contains("/site-packages/")
        || file.contains("/dist-packages/")
        || file.contains("/lib/python")
        || file.contains("/lib64/python")
        || file.contains("/lib/pypy")
        || file.contains("/Lib/")
        || file.startsWith("<frozen ")
        || file.startsWith("<attrs generated")
        || file.equals("<string>")
        || file.startsWith("site-packages/")
        || isScript(file) && !file.endsWith(".py");
  }

  /** An entry point that an installer made, such as {@code /usr/local/bin/uvicorn}. */
  private static boolean isScript(String file) {
    int slash = file.lastIndexOf('/');
    return slash > 0
        && file.startsWith("bin", slash - 3)
        && (slash == 3 || file.charAt(slash - 4) == '/');
  }

  private static boolean isJavaScriptLibrary(String file) {
    return file.isEmpty()
        || file.startsWith("node:")
        || file.startsWith("internal/")
        || file.startsWith("native")
        || file.startsWith("[native")
        || file.startsWith("<anonymous>")
        || file.startsWith("index ")
        || file.startsWith("wasm:")
        || file.startsWith("ext:")
        || file.startsWith("bun:")
        || file.startsWith("chrome-extension:")
        || file.startsWith("moz-extension:")
        || file.startsWith("https://deno.land/")
        || file.startsWith("https://esm.sh/")
        || file.contains("node_modules/")
        || file.contains("/.yarn/")
        || file.contains("/.pnp.")
        || file.contains("webpack/bootstrap")
        || file.contains("webpack/runtime")
        || file.contains("/npm/");
  }

  private static boolean isGoLibrary(String module, String file, String function) {
    if (file.contains("/pkg/mod/") || file.contains("/vendor/") || file.contains("@v")) {
      return true;
    }
    if (module.startsWith("golang.org/x/") || module.startsWith("go.opentelemetry.io/")) {
      return true;
    }
    int slash = module.indexOf('/');
    String first = slash < 0 ? module : module.substring(0, slash);
    boolean standard = GO.contains(first) || module.isEmpty() && function.equals("panic");
    return standard
        && (file.isEmpty()
            || module.isEmpty()
            || file.contains("/src/" + module + "/")
            || file.startsWith(module + "/")
            || file.startsWith("runtime/"));
  }

  private static boolean isRustLibrary(String function, String file) {
    if (file.contains("/.cargo/")
        || file.startsWith("/rustc/")
        || file.contains("/rustlib/")
        || file.contains("/registry/src/")) {
      return true;
    }
    // Debug builds of an application give a relative path or one of the build machine.
    String name = function;
    while (name.startsWith("<") || name.startsWith("&") || name.startsWith("mut ")) {
      name = name.substring(name.startsWith("mut ") ? 4 : 1);
    }
    int end = 0;
    while (end < name.length()
        && (Character.isLetterOrDigit(name.charAt(end)) || name.charAt(end) == '_')) {
      end++;
    }
    String crate = name.substring(0, end);
    for (String library : RUST) {
      if (crate.equals(library)) {
        return !crate.equals("main") || end == name.length();
      }
    }
    return crate.isEmpty() || function.equals("<unknown>");
  }

  private static boolean isRubyLibrary(String file) {
    return file.contains("/gems/")
        || file.contains("/lib/ruby/")
        || file.contains("/rubygems/")
        || file.contains("/bundler/")
        || file.startsWith("<internal:")
        || file.startsWith("(eval")
        || file.contains("/vendor/bundle/")
        || isScript(file) && !file.endsWith(".rb");
  }

  private static boolean isPhpLibrary(String file) {
    return file.contains("/vendor/")
        || file.startsWith("vendor/")
        || file.startsWith("[internal")
        || file.startsWith("phar:")
        || file.startsWith("/usr/share/php");
  }

  private static boolean startsWithAny(String text, String[] prefixes) {
    for (String prefix : prefixes) {
      if (text.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
