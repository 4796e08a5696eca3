package dev.toolwatch.demo;

/**
 * A function of a server's code that raises an error. Its name consists of a verb and a noun, which each
 * language joins in its own way.
 *
 * @param module the file or class, in lower case
 * @param line of the file, from 1
 */
record Place(String module, String verb, String noun, int line) {
  Place {
    Checks.named(module, "module");
    Checks.named(verb, "verb");
    Checks.named(noun, "noun");
    Checks.positive(line, "line");
  }
}
