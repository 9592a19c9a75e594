package dev.parley.domain.guardrail;

/** Where a text comes from, which decides how far it is trusted. */
public enum Origin {
  /** Typed by the caller, who may ask for things. */
  USER,

  /** Found in a document or a web page: material, never an instruction. */
  DOCUMENT,

  /** Returned by a tool: material, never an instruction. */
  TOOL_RESULT,

  /** Written by a model, on its way to the caller. */
  ANSWER
}
