/** What tests of several packages share: makers of requests. Stateless. */
package dev.toolwatch.testing;
