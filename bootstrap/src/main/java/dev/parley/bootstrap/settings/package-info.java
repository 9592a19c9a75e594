/**
 * What the environment says, read once, checked and typed. Nothing else in Parley looks at the
 * environment.
 */
@NullMarked
package dev.parley.bootstrap.settings;

import org.jspecify.annotations.NullMarked;
