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
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
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
  private final int tlsPort = FreePort.next();
  private final int saslPort = FreePort.next();
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
    broker.format("");
    broker.start();
    return broker;
  }

  /**
   * Starts a broker that also listens with TLS for clients with a certificate, and with TLS and SASL. There
   * nobody may do anything that {@link #allow} has not allowed. It begins with the certificate of a stranger.
   *
   * @param plainPassword of the user {@code toolwatch} by SASL's PLAIN; by SCRAM there are no users yet
   */
  public static KafkaBroker startSecured(
      Path directory, KafkaCertificates certificates, String plainPassword)
      throws IOException, InterruptedException {
    KafkaBroker broker = new KafkaBroker(directory);
    broker.format(broker.secured(certificates, plainPassword));
    broker.start();
    return broker;
  }

  private String secured(KafkaCertificates certificates, String plainPassword) {
    return """
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d,SSL://127.0.0.1:%3$d,SASL_SSL://127.0.0.1:%4$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d,SSL://127.0.0.1:%3$d,SASL_SSL://127.0.0.1:%4$d
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL
        ssl.keystore.type=PKCS12
        ssl.keystore.location=%5$s
        ssl.keystore.password=%8$s
        ssl.key.password=%8$s
        ssl.truststore.type=PKCS12
        ssl.truststore.location=%6$s
        ssl.truststore.password=%8$s
        listener.name.ssl.ssl.client.auth=required
        sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512
        listener.name.sasl_ssl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_toolwatch="%7$s";
        listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
        authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
        super.users=User:ANONYMOUS
        """
        .formatted(
            port,
            controllerPort,
            tlsPort,
            saslPort,
            certificates.keys("stranger"),
            certificates.trusted(),
            plainPassword,
            KafkaCertificates.PASSWORD);
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

  /**
   * @param more settings, which replace those of the same name before them
   */
  private void format(String more) throws IOException, InterruptedException {
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
                .formatted(port, controllerPort, directory.resolve("data"))
            + more);
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

  /** The same for TLS with a client's certificate. */
  public String tlsAddress() {
    return "127.0.0.1:" + tlsPort;
  }

  /** The same for TLS and SASL. */
  public String saslAddress() {
    return "127.0.0.1:" + saslPort;
  }

  /** Shows the certificate of {@code broker} or {@code stranger} from now on. */
  public void showCertificate(KafkaCertificates certificates, String alias)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<AlterConfigOp> changes = new ArrayList<>();
    for (String listener : List.of("ssl", "sasl_ssl")) {
      String prefix = "listener.name." + listener + ".ssl.";
      Map<String, String> keys =
          Map.of(
              "keystore.type",
              "PKCS12",
              "keystore.location",
              certificates.keys(alias).toString(),
              "keystore.password",
              KafkaCertificates.PASSWORD,
              "key.password",
              KafkaCertificates.PASSWORD);
      keys.forEach(
          (name, value) ->
              changes.add(
                  new AlterConfigOp(
                      new ConfigEntry(prefix + name, value), AlterConfigOp.OpType.SET)));
    }
    try (Admin admin = admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(new ConfigResource(ConfigResource.Type.BROKER, "1"), changes))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  /** Gives a user a password for SCRAM-SHA-512. */
  public void setPassword(String user, String password)
      throws ExecutionException, InterruptedException, TimeoutException {
    try (Admin admin = admin()) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  /** Lets a user, such as {@code User:toolwatch}, read topics and groups of any name. */
  public void allow(String principal, ResourceType... types)
      throws ExecutionException, InterruptedException, TimeoutException {
    try (Admin admin = admin()) {
      admin.createAcls(rights(principal, types)).all().get(30, TimeUnit.SECONDS);
    }
  }

  /** The opposite of {@link #allow}. */
  public void forbid(String principal, ResourceType... types)
      throws ExecutionException, InterruptedException, TimeoutException {
    try (Admin admin = admin()) {
      admin
          .deleteAcls(rights(principal, types).stream().map(AclBinding::toFilter).toList())
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  private static List<AclBinding> rights(String principal, ResourceType... types) {
    return Arrays.stream(types)
        .map(
            type ->
                new AclBinding(
                    new ResourcePattern(type, "*", PatternType.LITERAL),
                    new AccessControlEntry(
                        principal, "*", AclOperation.READ, AclPermissionType.ALLOW)))
        .toList();
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
