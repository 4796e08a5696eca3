package dev.toolwatch.api;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The settings of the documentation with the values that are in force. What the documentation does
 * not name is not there, whatever it is called. Immutable.
 */
final class SettingsInForce {
  /** A row of a table: the name, its variable and its default. */
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z]+\\.[^`]+)` \\| `[^`]+` \\| ([^|]*) \\|");

  /** The end of the name of a list's single element. */
  private static final Pattern ELEMENT = Pattern.compile("\\[\\d+]$");

  private static final String NOT_SET = "not set";
  private static final String STAR = "*";

  /** Sources by the order of precedence that Quarkus gives them. */
  private static final int SYSTEM = 400;

  private static final int ENVIRONMENT = 300;

  /** What the executable itself has, at most. */
  private static final int BUILT_IN = 250;

  /** Names with their defaults, in the order of the page; a null for none. */
  private final Map<String, String> documented = new LinkedHashMap<>();

  private final Map<String, Pattern> forms = new LinkedHashMap<>();

  /** Reads the tables of the documentation. */
  SettingsInForce(String page) {
    Matcher row = ROW.matcher(page);
    while (row.find()) {
      String byDefault = row.group(2).replace("`", "");
      documented.put(row.group(1), byDefault.equals(NOT_SET) ? null : byDefault);
      forms.put(row.group(1), form(row.group(1)));
    }
  }

  /** An asterisk stands for a name that users choose. */
  private static Pattern form(String name) {
    return Pattern.compile(
        Arrays.stream(name.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".+")));
  }

  /** All settings in the order of the documentation; where users choose names, those in use. */
  List<SettingRow> rows(SmallRyeConfig config) {
    TreeSet<String> given = new TreeSet<>();
    config.getPropertyNames().forEach(name -> given.add(ELEMENT.matcher(name).replaceFirst("")));
    List<SettingRow> rows = new ArrayList<>();
    for (String name : documented.keySet()) {
      if (!name.contains(STAR)) {
        rows.add(row(name, name, config));
        continue;
      }
      given.stream()
          .filter(one -> name.equals(narrowest(one)))
          .forEach(one -> rows.add(row(one, name, config)));
    }
    return rows;
  }

  /** The documented name that a name fits to; of several, the one with the most of its own. */
  private String narrowest(String given) {
    return fitting(given).stream()
        .max((one, other) -> Integer.compare(own(one), own(other)))
        .orElse(null);
  }

  private static int own(String documentedName) {
    return documentedName.replace(STAR, "").length();
  }

  private List<String> fitting(String given) {
    return forms.entrySet().stream()
        .filter(form -> form.getValue().matcher(given).matches())
        .map(Map.Entry::getKey)
        .toList();
  }

  private SettingRow row(String name, String documentedName, SmallRyeConfig config) {
    ConfigValue found = config.getConfigValue(name);
    String value = found.getValue() == null ? elements(name, config) : found.getValue();
    boolean isSet = value != null && !value.isEmpty();
    boolean shown = ShownSettings.allows(fitting(name), isSet ? value : "");
    boolean secret = !shown && (isSet || !ShownSettings.ADDRESSES.contains(documentedName));
    return new SettingRow(
        name,
        isSet && shown ? value : null,
        documented.get(documentedName),
        isSet ? source(config, name) : SettingRow.DEFAULT,
        secret);
  }

  /** A list that is given one by one. */
  private static String elements(String name, SmallRyeConfig config) {
    List<String> values = new ArrayList<>();
    for (String value = element(name, 0, config);
        value != null;
        value = element(name, values.size(), config)) {
      values.add(value);
    }
    return values.isEmpty() ? null : String.join(",", values);
  }

  private static String element(String name, int index, SmallRyeConfig config) {
    return config.getConfigValue(name + "[" + index + "]").getValue();
  }

  private static String source(SmallRyeConfig config, String name) {
    ConfigValue found = config.getConfigValue(name);
    ConfigValue first = found.getValue() == null ? config.getConfigValue(name + "[0]") : found;
    int ordinal = first.getConfigSourceOrdinal();
    if (ordinal >= SYSTEM) {
      return "system";
    }
    if (ordinal >= ENVIRONMENT) {
      return "environment";
    }
    return ordinal > BUILT_IN ? "file" : SettingRow.DEFAULT;
  }
}
