/**
 * The console: the static files of {@code /console} on the class path, served on the API's port. They
 * hold no data, so they need no token; everything that they show they ask of the REST API.
 *
 * <p>Threading: the files are read and compressed once, while the application starts, and are immutable
 * from then on. Event loops answer from memory and never block.
 *
 * <p>Bounds: the files are those of the build, each kept plain and compressed. Requests are answered
 * from a fixed set of paths; nothing that a client sends names a file on disk.
 */
package dev.toolwatch.console;
