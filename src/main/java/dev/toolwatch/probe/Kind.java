package dev.toolwatch.probe;

import java.util.Locale;

/** What a probe checks. */
enum Kind {
  HTTP,
  TCP,
  TLS,
  DNS,
  POSTGRESQL,
  REDIS,
  MCP,
  JIRA,
  LINEAR,
  GITHUB,
  GITLAB,
  ASANA,
  NOTION,
  CONFLUENCE,
  QDRANT,
  WEAVIATE,
  CHROMA,
  ELASTICSEARCH,
  PGVECTOR;

  /** The word for it in settings, the API and metrics. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
