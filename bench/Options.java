import java.util.List;

/**
 * Arguments of the form {@code --name value} or {@code --name}, and a command after {@code --}.
 */
final class Options {
  private final List<String> before;
  private final List<String> command;

  Options(String... arguments) {
    List<String> all = List.of(arguments);
    int split = all.indexOf("--");
    before = split < 0 ? all : all.subList(0, split);
    command = split < 0 ? List.of() : all.subList(split + 1, all.size());
  }

  boolean has(String name) {
    return before.contains("--" + name);
  }

  String text(String name, String otherwise) {
    int at = before.indexOf("--" + name);
    return at < 0 ? otherwise : before.get(at + 1);
  }

  int number(String name, int otherwise) {
    return Integer.parseInt(text(name, "" + otherwise));
  }

  List<String> command() {
    return command;
  }
}
