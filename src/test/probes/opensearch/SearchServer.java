import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/** One node of OpenSearch without security, on a port of this machine, with its data in a directory. */
final class SearchServer extends Node {
  private SearchServer(Settings settings, List<Class<? extends Plugin>> plugins) {
    super(
        InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "probes"),
        plugins,
        false);
  }

  public static void main(String[] arguments) throws Exception {
    Settings settings =
        Settings.builder()
            .put("http.port", arguments[0])
            .put("path.home", arguments[1])
            .put("network.host", "127.0.0.1")
            .put("transport.port", "0")
            .put("discovery.type", "single-node")
            .put("http.type", "netty4")
            .put("transport.type", "netty4")
            // A disk that is nearly full is not what is tested.
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
    try (Node node = new SearchServer(settings, List.of(Netty4Plugin.class))) {
      node.start();
      new CountDownLatch(1).await();
    }
  }
}
