/** Ingestion of the same files by Parley and by langchain4j's own parts. */
@NullMarked
package dev.parley.benchmarks.ingest;

import org.jspecify.annotations.NullMarked;
