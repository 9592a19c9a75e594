/**
 * Cuts documents into chunks along their structure: Markdown, plain text, code, JSON and delimited
 * tables. Every chunk is a contiguous range of the text, so its offsets are exact. Extraction of
 * text from files is not here, nor are the settings of a dataset.
 */
@NullMarked
package dev.parley.domain.knowledge.chunking;

import org.jspecify.annotations.NullMarked;
