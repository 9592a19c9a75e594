package dev.parley.benchmarks.ingest;

/**
 * What one ingestion of all files came to.
 *
 * @param chunks texts that were embedded
 * @param seconds from the first file on until everything could be found
 */
record Ingested(int documents, int chunks, double seconds) {
  double documentsPerSecond() {
    return documents / seconds;
  }
}
