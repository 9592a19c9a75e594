/**
 * Who is served next: a bounded queue in front of scarce model servers that is fair between
 * tenants, knows priorities and deadlines, and lets nobody starve. It decides and keeps count;
 * threads, locks and clocks live with the caller.
 */
@NullMarked
package dev.parley.domain.schedule;

import org.jspecify.annotations.NullMarked;
