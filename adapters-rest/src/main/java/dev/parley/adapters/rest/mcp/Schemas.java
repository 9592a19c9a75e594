package dev.parley.adapters.rest.mcp;

import dev.parley.application.conversation.SendMessage;
import dev.parley.domain.bot.RetrievalSettings;
import dev.parley.domain.conversation.Message;
import io.modelcontextprotocol.json.TypeRef;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** What the tools take and give, as JSON Schema (2020-12). */
@Singleton
final class Schemas {
  private static final TypeRef<Map<String, Object>> OBJECT = new TypeRef<>() {};

  private static final String QUESTION =
      """
      {
        "type": "object",
        "properties": {
          "question": {
            "type": "string",
            "minLength": 1,
            "maxLength": %d,
            "description": "What to ask, in whole sentences. The bot sees nothing else of your conversation."
          },
          "session_id": {
            "type": "string",
            "format": "uuid",
            "description": "The session_id of an earlier answer of this bot, to ask on in the same conversation. Left out: a new one."
          },
          "file_ids": {
            "type": "array",
            "items": {"type": "string", "format": "uuid"},
            "maxItems": %d,
            "description": "Texts to read and pictures to look at with this question and those that follow it in the conversation: ids of files that were sent to /v1/files with the same key."
          }
        },
        "required": ["question"],
        "additionalProperties": false
      }
      """
          .formatted(Message.MAX_LENGTH, SendMessage.MOST_FILES);

  private static final String ANSWER =
      """
      {
        "type": "object",
        "properties": {
          "output": {"type": "string", "description": "The answer. [1] marks what citation 1 bears out."},
          "citations": {
            "type": "array",
            "items": {
              "type": "object",
              "properties": {
                "index": {"type": "integer"},
                "chunk_id": {"type": "string"},
                "document_id": {"type": "string"},
                "title": {"type": "string"},
                "page": {"type": "integer"},
                "start": {"type": "integer"},
                "end": {"type": "integer"},
                "quote": {"type": "string"}
              },
              "required": ["index", "chunk_id", "document_id", "title", "page", "start", "end", "quote"]
            }
          },
          "session_id": {"type": "string"},
          "run_id": {"type": "string"},
          "message_id": {"type": "string"},
          "finish_reason": {"type": "string"},
          "refusal": {
            "type": "object",
            "description": "There if the bot may not answer; output says what it is for.",
            "properties": {"reason": {"type": "string"}, "scope": {"type": "string"}},
            "required": ["reason"]
          },
          "warnings": {
            "type": "array",
            "items": {
              "type": "object",
              "properties": {"code": {"type": "string"}, "detail": {"type": "string"}},
              "required": ["code", "detail"]
            }
          },
          "model": {"type": "string"},
          "usage": {
            "type": "object",
            "properties": {
              "prompt_tokens": {"type": "integer"},
              "completion_tokens": {"type": "integer"},
              "total_tokens": {"type": "integer"},
              "cost": {"type": "number"}
            }
          }
        },
        "required": ["output", "citations", "session_id", "run_id", "finish_reason"]
      }
      """;

  private static final String QUERY =
      """
      {
        "type": "object",
        "properties": {
          "query": {
            "type": "string",
            "minLength": 1,
            "maxLength": %d,
            "description": "What to look for: a question or words."
          },
          "k": {
            "type": "integer",
            "minimum": 1,
            "maximum": %d,
            "default": %d,
            "description": "How many passages at most."
          },
          "mode": {
            "type": "string",
            "enum": ["hybrid", "semantic", "keyword"],
            "default": "hybrid",
            "description": "By meaning and words, by meaning, or by words."
          },
          "tags": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Only documents that bear at least one of these."
          },
          "languages": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Only documents mostly in one of these, by ISO 639-1, such as en."
          },
          "created_after": {
            "type": "string",
            "format": "date-time",
            "description": "Only documents that were added then or later."
          },
          "created_before": {
            "type": "string",
            "format": "date-time",
            "description": "Only documents that were added earlier than that."
          },
          "diversity": {
            "type": "number",
            "minimum": 0,
            "maximum": 1,
            "default": 0,
            "description": "How much unlikeness to better passages counts."
          },
          "fusion": {
            "type": "string",
            "enum": ["reciprocal_rank", "weighted"],
            "default": "weighted",
            "description": "How finds by meaning and by words become one list."
          },
          "semantic_weight": {
            "type": "number",
            "minimum": 0,
            "maximum": 1,
            "default": 0.5,
            "description": "What meaning weighs in weighted fusion."
          },
          "min_score": {
            "type": "number",
            "minimum": 0,
            "maximum": 1,
            "default": 0,
            "description": "Leave out what is less near: a cosine in weighted fusion."
          },
          "rerank": {
            "type": "boolean",
            "default": false,
            "description": "Have the installation's reranker order the best."
          }
        },
        "required": ["query"],
        "additionalProperties": false
      }
      """
          .formatted(Message.MAX_LENGTH, RetrievalSettings.MAX_K, RetrievalSettings.DEFAULT.k());

  private static final String PASSAGES =
      """
      {
        "type": "object",
        "properties": {
          "passages": {
            "type": "array",
            "description": "Best first.",
            "items": {
              "type": "object",
              "properties": {
                "chunk_id": {"type": "string"},
                "document_id": {"type": "string"},
                "title": {"type": "string"},
                "page": {"type": "integer"},
                "start": {"type": "integer"},
                "end": {"type": "integer"},
                "text": {"type": "string"},
                "score": {"type": "number"},
                "ranks": {"type": "object"},
                "scores": {"type": "object"}
              },
              "required": ["chunk_id", "document_id", "title", "page", "start", "end", "text", "score"]
            }
          },
          "warnings": {
            "type": "array",
            "items": {
              "type": "object",
              "properties": {"code": {"type": "string"}, "detail": {"type": "string"}},
              "required": ["code", "detail"]
            }
          },
          "took_ms": {"type": "integer"}
        },
        "required": ["passages"]
      }
      """;

  private final Map<String, Object> question;
  private final Map<String, Object> answer;
  private final Map<String, Object> query;
  private final Map<String, Object> passages;

  Schemas(Messages messages) {
    this.question = read(messages, QUESTION);
    this.answer = read(messages, ANSWER);
    this.query = read(messages, QUERY);
    this.passages = read(messages, PASSAGES);
  }

  private static Map<String, Object> read(Messages messages, String schema) {
    try {
      return messages.json().readValue(schema, OBJECT);
    } catch (IOException e) {
      throw new UncheckedIOException("a schema that is no JSON", e);
    }
  }

  Map<String, Object> question() {
    return question;
  }

  Map<String, Object> answer() {
    return answer;
  }

  Map<String, Object> query() {
    return query;
  }

  Map<String, Object> passages() {
    return passages;
  }
}
