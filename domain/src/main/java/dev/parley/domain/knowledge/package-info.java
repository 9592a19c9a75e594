/**
 * Documents in, passages and citations out: extracted text, chunking, fusion of ranked lists,
 * citation markers and quotes. Reading files and searching indexes are ports of the application
 * ring.
 */
@NullMarked
package dev.parley.domain.knowledge;

import org.jspecify.annotations.NullMarked;
