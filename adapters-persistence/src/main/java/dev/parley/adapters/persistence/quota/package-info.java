/** What holders of quotas have used, kept in this process: exact on a single node. */
@NullMarked
package dev.parley.adapters.persistence.quota;

import org.jspecify.annotations.NullMarked;
