package dev.parley.adapters.llm.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.application.tool.Tool;

/** Reads a call's arguments, which the tool's schema has accepted before. */
final class Arguments {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Arguments() {}

  static JsonNode read(Tool.Invocation invocation) {
    try {
      return JSON.readTree(invocation.arguments());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("arguments (expected: canonical JSON)", e);
    }
  }
}
