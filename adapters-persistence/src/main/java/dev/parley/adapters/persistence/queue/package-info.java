/**
 * Work that outlives the process which asked for it, kept by db-scheduler in the table {@code
 * scheduled_tasks}. What a job does is the use cases' business; here is only when, how often and on
 * which node.
 */
@NullMarked
package dev.parley.adapters.persistence.queue;

import org.jspecify.annotations.NullMarked;
