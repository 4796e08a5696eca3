package dev.toolwatch.operating;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.toolwatch.security.TestCertificates;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An MCP server with a certificate, whose tool is described otherwise each time it is listed. */
final class ProbedServer implements AutoCloseable {
  private static final String VERSION = "2026-07-28";

  private final HttpsServer server;
  private final AtomicInteger lists = new AtomicInteger();

  ProbedServer() throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(TestCertificates.make("probed"))));
    server.createContext("/mcp", this::answer);
    server.start();
  }

  private static SSLContext context(TestCertificates certificates) throws IOException {
    char[] password = TestCertificates.PASSWORD.toCharArray();
    try (InputStream file = Files.newInputStream(certificates.path("server.p12"))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(file, password);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String url() {
    return "https://127.0.0.1:" + server.getAddress().getPort() + "/mcp";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonObject asked =
          new JsonObject(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      JsonObject result = asked.getString("method").equals("tools/list") ? tools() : greeting();
      JsonObject reply =
          JsonObject.of("jsonrpc", "2.0", "id", asked.getValue("id"), "result", result);
      byte[] bytes = reply.encode().getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static JsonObject greeting() {
    JsonObject info = JsonObject.of("name", "probed", "version", "1.0.0");
    return JsonObject.of(
        "resultType", "complete",
        "supportedVersions", JsonArray.of(VERSION),
        "capabilities", JsonObject.of("tools", new JsonObject()),
        "_meta", JsonObject.of("io.modelcontextprotocol/serverInfo", info));
  }

  private JsonObject tools() {
    JsonObject tool =
        JsonObject.of(
            "name",
            "find",
            "description",
            "Finds it, version " + lists.incrementAndGet(),
            "inputSchema",
            JsonObject.of("type", "object"));
    return JsonObject.of("tools", JsonArray.of(tool));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
