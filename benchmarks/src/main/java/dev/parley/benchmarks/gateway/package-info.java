/**
 * What it costs to ask a provider through a gateway instead of directly: the servers that are
 * compared, the client that loads them and checks their answers, and the report.
 */
@NullMarked
package dev.parley.benchmarks.gateway;

import org.jspecify.annotations.NullMarked;
