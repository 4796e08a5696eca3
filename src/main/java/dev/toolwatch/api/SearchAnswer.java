package dev.toolwatch.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * What was found.
 *
 * @param rows the best first
 */
@RegisterForReflection(targets = {SearchAnswer.class, SearchRow.class})
record SearchAnswer(@JsonProperty("search") List<SearchRow> rows) implements Table<SearchRow> {
  @Override
  public Class<SearchRow> rowType() {
    return SearchRow.class;
  }
}
