package dev.toolwatch.operating;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is wrong with a JSON object, field by field. Not thread-safe. */
final class Form {
  private final List<String> faults = new ArrayList<>();
  private final JsonObject object;

  Form(JsonObject object) {
    this.object = object;
  }

  List<String> faults() {
    return faults;
  }

  Form only(Set<String> names) {
    object.fieldNames().stream()
        .filter(name -> !names.contains(name))
        .forEach(name -> faults.add("there is no field " + name));
    return this;
  }

  /** A text that has to be there, of a length between both. */
  Form text(String name, int shortest, int longest) {
    if (object.getValue(name) instanceof String text) {
      require(
          text.length() >= shortest && text.length() <= longest,
          name + " has " + text.length() + " characters");
    } else {
      faults.add(name + " is no text");
    }
    return this;
  }

  /** The same if it is there. */
  Form mayBeText(String name, int longest) {
    return object.containsKey(name) ? text(name, 0, longest) : this;
  }

  Form oneOf(String name, Set<String> values) {
    require(
        object.getValue(name) instanceof String text && values.contains(text),
        name + " is " + object.getValue(name));
    return this;
  }

  /** A list of objects or texts, as long as that at most. */
  Form mayBeList(String name, Class<?> type, int longest) {
    if (object.containsKey(name)) {
      JsonArray list = object.getJsonArray(name);
      require(list.size() <= longest, name + " has " + list.size() + " elements");
      require(list.stream().allMatch(type::isInstance), name + " has others than " + type);
    }
    return this;
  }

  Form require(boolean right, String fault) {
    if (!right) {
      faults.add(fault);
    }
    return this;
  }

  Form and(Form other) {
    faults.addAll(other.faults);
    return this;
  }
}
