package dev.toolwatch.api;

/**
 * Says what is wrong with one parameter of a request.
 *
 * @param name the parameter's name
 * @param reason a phrase for people that follows the name
 */
record InvalidParameter(String name, String reason) {}
