package dev.toolwatch.security;

/** The decision of access control about a request: who sent it, or why it is refused. */
public sealed interface Admission permits Identity, Refusal {}
