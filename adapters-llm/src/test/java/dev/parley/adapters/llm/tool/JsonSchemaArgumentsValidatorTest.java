package dev.parley.adapters.llm.tool;

import dev.parley.application.tool.ArgumentsValidator;
import dev.parley.application.tool.ArgumentsValidatorContract;

class JsonSchemaArgumentsValidatorTest extends ArgumentsValidatorContract {
  private final ArgumentsValidator validator = new JsonSchemaArgumentsValidator();

  @Override
  protected ArgumentsValidator validator() {
    return validator;
  }
}
