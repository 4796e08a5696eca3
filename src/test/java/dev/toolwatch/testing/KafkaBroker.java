package dev.toolwatch.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A real broker of Kafka in a process of its own, without ZooKeeper. Maven finds its class path, once for
 * each version ({@code src/test/kafka/pom.xml}).
 */
public final class KafkaBroker implements AutoCloseable {
  private static final Path POM = Path.of("src/test/kafka/pom.xml");
  private static final Path CLASS_PATH = Path.of("target/kafka/classpath");
  private static final Duration START = Duration.ofSeconds(60);

  private final int port = FreePort.next();
  private final int controllerPort = FreePort.next();
  private final Path directory;
  private final String classPath;
  private Program program;

  private KafkaBroker(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    classPath = classPath();
  }

  /**
   * Starts a broker.
   *
   * @param directory for its files; not there yet
   */
  public static KafkaBroker start(Path directory) throws IOException, InterruptedException {
    KafkaBroker broker = new KafkaBroker(directory);
    broker.format();
    broker.start();
    return broker;
  }

  private static synchronized String classPath() throws IOException, InterruptedException {
    Path asked = CLASS_PATH.resolveSibling("pom.xml");
    String pom = Files.readString(POM);
    if (!Files.exists(asked) || !Files.readString(asked).equals(pom)) {
      Files.createDirectories(CLASS_PATH.getParent());
      run(
          List.of(
              "./mvnw",
              "-B",
              "-ntp",
              "-q",
              "-f",
              POM.toString(),
              "dependency:build-classpath",
              "-Dmdep.outputFile=" + CLASS_PATH.toAbsolutePath()));
      Files.writeString(asked, pom);
    }
    return Files.readString(CLASS_PATH).strip();
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join(" ", command) + ":\n" + output);
    }
  }

  private void format() throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Files.writeString(
        config(),
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        log.dirs=%3$s
        auto.create.topics.enable=false
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=1
        group.initial.rebalance.delay.ms=0
        """
            .formatted(port, controllerPort, directory.resolve("data")));
    run(
        java(
            "kafka.tools.StorageTool",
            "format",
            "-t",
            Uuid.randomUuid().toString(),
            "-c",
            config().toString()));
  }

  private Path config() {
    return directory.resolve("server.properties");
  }

  private List<String> java(String mainClass, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                mainClass));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Starts it again on the same port, with what it had. */
  public void start() {
    program =
        new Program(directory.resolve("broker.log"), java("kafka.Kafka", config().toString()));
    await().atMost(START).pollInterval(Duration.ofMillis(100)).until(this::listens);
  }

  private boolean listens() {
    if (!program.isRunning()) {
      throw new AssertionError("Kafka has stopped: " + String.join("\n", program.log()));
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  public void stop() {
    program.close();
  }

  /** Host and port. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Makes topics with this many partitions each. */
  public void createTopics(int partitions, String... topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    try (Admin admin = admin()) {
      List<NewTopic> all = new ArrayList<>();
      for (String topic : topics) {
        all.add(new NewTopic(topic, partitions, (short) 1));
      }
      admin.createTopics(all).all().get(30, TimeUnit.SECONDS);
    }
  }

  public void deleteTopic(String topic)
      throws ExecutionException, InterruptedException, TimeoutException {
    try (Admin admin = admin()) {
      admin.deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
    }
  }

  /** Deletes the records of a partition before an offset, as retention does. */
  public void deleteRecords(String topic, int partition, long before)
      throws ExecutionException, InterruptedException, TimeoutException {
    try (Admin admin = admin()) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(before)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  /** The offsets that a group has committed, summed. */
  public long committed(String group)
      throws ExecutionException, InterruptedException, TimeoutException {
    try (Admin admin = admin()) {
      Collection<OffsetAndMetadata> offsets =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get(30, TimeUnit.SECONDS)
              .values();
      return offsets.stream().mapToLong(OffsetAndMetadata::offset).sum();
    }
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", address()));
  }

  /** A producer that waits until each record is written. */
  public KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", address(), "linger.ms", 0, "compression.type", "gzip"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  @Override
  public void close() {
    program.close();
  }
}
