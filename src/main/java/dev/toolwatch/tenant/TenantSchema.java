package dev.toolwatch.tenant;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a tenant's tables are in the operator's PostgreSQL database: in a schema of their own. */
final class TenantSchema {
  /** PostgreSQL cuts longer names, so that two could be the same. */
  private static final int LONGEST = 63;

  private static final Pattern OPERATORS = Pattern.compile("([?&])currentSchema=([^&]*)");

  /** As an address has it. */
  private static final String QUOTE = "%22";

  private TenantSchema() {}

  /**
   * The address with the tenant's schema: {@code toolwatch_NAME}, or {@code SCHEMA_NAME} if the operator's
   * own address names a schema.
   *
   * @throws IllegalArgumentException if the name is too long
   */
  static String of(String url, String tenant) {
    Matcher operators = OPERATORS.matcher(url);
    boolean named = operators.find();
    String schema = (named ? operators.group(2).replace(QUOTE, "") : "toolwatch") + "_" + tenant;
    if (schema.length() > LONGEST) {
      throw new IllegalArgumentException(
          "toolwatch.store.url: the schema %s would have a name of more than %d characters"
              .formatted(schema, LONGEST));
    }
    if (named) {
      return url.substring(0, operators.start(2))
          + quoted(schema)
          + url.substring(operators.end(2));
    }
    return url + (url.contains("?") ? "&" : "?") + "currentSchema=" + quoted(schema);
  }

  /** A list of schemas is read as SQL is: a hyphen would end the name, a capital be a small letter. */
  private static String quoted(String schema) {
    return QUOTE + schema + QUOTE;
  }
}
