/**
 * Access control: who may come in by which port, and TLS; and the limits of connections, which {@link
 * dev.toolwatch.security.GuardedTransport} applies to every server before a byte is read. {@link dev.toolwatch.security.AccessControl} decides on
 * the head of a request, before a byte of its body is kept.
 *
 * <p>Threads: event loops ask access control and never wait; the tokens in force are an immutable list
 * behind one volatile field. A worker thread reads the token file again.
 *
 * <p>Bounds: {@link dev.toolwatch.security.TokenFile#MAX_TOKENS} tokens of at most {@link
 * dev.toolwatch.security.Token#MAX_LENGTH} characters, a file of at most a mebibyte; a refusal logs
 * at most one line a minute. What a token is never leaves this package: only digests are kept.
 */
package dev.toolwatch.security;
