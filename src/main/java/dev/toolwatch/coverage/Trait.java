package dev.toolwatch.coverage;

/**
 * What is counted of a service. Unless they say otherwise, traits are of spans of operations that the
 * service handled, and one span counts once, however many operations it stands for.
 */
enum Trait {
  /** All of these spans. */
  OPERATION,
  /** Spans of requests, and not only those around a tool. */
  REQUEST,
  /** Operations, as often as their spans count. */
  COUNTED,
  /** Operations of spans that do not count, because the service's own metrics do. */
  WITNESSED,
  /** Operations that are counted from the service's own metrics. */
  METERED,
  /** The trace goes on above the service. */
  CONTINUED,
  /** Calls of tools. */
  CALL,
  /** Calls of tools with the tool's name. */
  NAMED_CALL,
  /** Calls of tools with a span of the service below. */
  PARENT_CALL,
  /** Spans of calls that the service's operations made themselves. */
  DEPENDENCY,
  /** Failed operations, whoever is to blame. */
  FAILURE,
  /** Failed operations with a type that says more than that they failed. */
  TYPED_FAILURE,
  /** Operations that may have a session. */
  OF_SESSION,
  /** Operations with the id of their session. */
  WITH_SESSION,
  /** Operations with the identity of their user. */
  WITH_USER,
  /** Operations whose resource has the version of the service. */
  VERSIONED,
  /** The ordinal of the emitter that seems to make most spans. */
  EMITTER,
  /** By how many spans it is ahead of all others. */
  EMITTER_LEAD;

  static final int COUNT = values().length;
}
