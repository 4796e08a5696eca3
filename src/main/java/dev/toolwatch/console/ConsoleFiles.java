package dev.toolwatch.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All files of the console. Those that pages load are in a directory named after a digest of all of
 * them, so that browsers may keep them for good. Immutable.
 */
final class ConsoleFiles {
  static final String DIRECTORY = "/console/";

  private static final String INDEX = "index.html";

  /** Stands in the index for the directory of the other files. */
  private static final String PLACEHOLDER = "{files}";

  /** Enough to tell builds apart. */
  private static final int DIGEST_BYTES = 12;

  private final String directory;
  private final ConsoleFile index;
  private final Map<String, ConsoleFile> byPath;

  /**
   * Files by their names, such as {@code core/api.js}.
   *
   * @throws IllegalStateException if there is no index, or a file of an unknown type
   */
  ConsoleFiles(SortedMap<String, byte[]> contents) {
    if (!contents.containsKey(INDEX)) {
      throw new IllegalStateException("the console has no " + INDEX);
    }
    directory = DIRECTORY + digest(contents);
    byPath = new HashMap<>();
    contents.forEach(
        (name, content) -> {
          if (!name.equals(INDEX)) {
            byPath.put(directory + "/" + name, ConsoleFile.of(name, content));
          }
        });
    String page = new String(contents.get(INDEX), UTF_8).replace(PLACEHOLDER, directory);
    index = ConsoleFile.of(INDEX, page.getBytes(UTF_8));
  }

  /** Those of the class path. Blocks. */
  static ConsoleFiles load() {
    URL index = ConsoleFiles.class.getResource(DIRECTORY + INDEX);
    if (index == null) {
      throw new IllegalStateException("the console has no " + INDEX);
    }
    try {
      URI place = index.toURI();
      return place.getScheme().equals("file")
          ? new ConsoleFiles(read(Path.of(place).getParent()))
          : inArchive(place);
    } catch (URISyntaxException | IOException e) {
      throw new IllegalStateException("the console's files cannot be read", e);
    }
  }

  /** In the application's jar, or among the resources of the native executable. */
  private static ConsoleFiles inArchive(URI place) throws IOException {
    try (FileSystem archive = FileSystems.newFileSystem(place, Map.of())) {
      return new ConsoleFiles(read(archive.getPath(DIRECTORY)));
    }
  }

  private static SortedMap<String, byte[]> read(Path root) throws IOException {
    SortedMap<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> contents.put(root.relativize(file).toString(), content(file)));
    }
    return contents;
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Over names and contents, each after its length. */
  private static String digest(SortedMap<String, byte[]> contents) {
    MessageDigest digest = sha256();
    contents.forEach(
        (name, content) -> {
          update(digest, name.getBytes(UTF_8));
          update(digest, content);
        });
    return HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
  }

  private static void update(MessageDigest digest, byte[] bytes) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The page that loads all the others. */
  ConsoleFile index() {
    return index;
  }

  /** A tag that changes with every file (RFC 9110, 8.8.3); weak, as it is of both forms of the index. */
  String tag() {
    return "W/\"" + directory.substring(DIRECTORY.length()) + "\"";
  }

  /** The file at a path; null if there is none, such as one of another build. */
  ConsoleFile at(String path) {
    return byPath.get(path);
  }
}
