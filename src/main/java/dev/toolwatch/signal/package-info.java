/**
 * The types that pass between the stages: the views that a decoder offers of spans, data points and
 * log records, and the operations that recognition derives from them.
 *
 * <p>Threading: views are reused and belong to the event loop that fills them. Enums and
 * vocabularies may be shared freely. Limits: a view keeps only the attributes in its vocabulary, so
 * its size does not depend on the sender. A distribution has a limited number of buckets. Imports
 * no other stage.
 */
package dev.toolwatch.signal;
