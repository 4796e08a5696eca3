/**
 * What an operator is given beside the service: rules, routes, dashboards, runbooks, and the drill that
 * shows them at work. Tests of files, and of real servers that have read them.
 */
package dev.toolwatch.operating;
