package dev.toolwatch.security;

/** What access control decided about a request: who it is, or why it is refused. */
public sealed interface Admission permits Identity, Refusal {}
