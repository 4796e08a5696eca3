package dev.toolwatch.api;

/**
 * What is wrong with one parameter of a request.
 *
 * @param name the parameter's
 * @param reason for people
 */
record InvalidParameter(String name, String reason) {}
