/**
 * Access control for all ports, TLS, and the limits of connections, which {@link
 * dev.toolwatch.security.GuardedTransport} applies to every server before a byte is read. {@link
 * dev.toolwatch.security.AccessControl} decides on the head of a request, before any byte of its body
 * is kept. {@link dev.toolwatch.security.ConsoleLogin} exchanges tokens for sessions of the console.
 *
 * <p>Threading: event loops call access control, which never blocks: the tokens in force are an
 * immutable list in a volatile field, and sessions are looked up under a lock that nobody holds for
 * long. A worker thread polls the token file.
 *
 * <p>Bounds: {@link dev.toolwatch.security.TokenFile#MAX_TOKENS} tokens of at most {@link
 * dev.toolwatch.security.Token#MAX_LENGTH} characters, and a file of at most 1 MiB; {@link
 * dev.toolwatch.security.ConsoleSessions#MAX_SESSIONS} sessions. Refusals log at most one line a minute. Tokens never leave this package, and only their digests are kept.
 */
package dev.toolwatch.security;
