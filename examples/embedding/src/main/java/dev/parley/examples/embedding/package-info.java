/** Parley's decisions in a program of one's own, without Parley's server. */
package dev.parley.examples.embedding;
