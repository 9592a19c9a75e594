/**
 * Documents in, passages and citations out: extracted text, chunks, fusion of ranked lists,
 * citation markers, quotes and their verification. How text is cut is in {@code chunking}; reading
 * files and searching indexes are ports of the application ring.
 */
@NullMarked
package dev.parley.domain.knowledge;

import org.jspecify.annotations.NullMarked;
