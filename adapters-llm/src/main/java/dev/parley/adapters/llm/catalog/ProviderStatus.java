package dev.parley.adapters.llm.catalog;

import dev.parley.adapters.llm.openai.ProviderState;

/** A configured provider and how it was when it was last spoken to. */
public record ProviderStatus(String provider, ProviderState state) {}
