/** What cutting documents, fusing rankings and choosing unlike passages cost. */
@NullMarked
package dev.parley.benchmarks.knowledge;

import org.jspecify.annotations.NullMarked;
