package dev.parley.adapters.rest.security;

import io.micronaut.security.rules.SecurityRule;

/** What a route may ask of its caller, for {@code @Secured}: the names of the roles, or nothing. */
public final class Access {
  public static final String ANYONE = SecurityRule.IS_ANONYMOUS;
  public static final String CHAT = "CHAT";
  public static final String KNOWLEDGE = "KNOWLEDGE";
  public static final String TENANT_ADMIN = "TENANT_ADMIN";
  public static final String PLATFORM_ADMIN = "PLATFORM_ADMIN";

  private Access() {}
}
