@NullMarked
package dev.parley.benchmarks.gateway;

import org.jspecify.annotations.NullMarked;
