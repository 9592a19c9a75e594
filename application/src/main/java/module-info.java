/** Parley's use cases and the ports they drive. It depends on the domain and the JDK alone. */
module dev.parley.application {
  requires transitive dev.parley.domain;
  requires static transitive org.jspecify;

  exports dev.parley.application.attachment;
  exports dev.parley.application.audit;
  exports dev.parley.application.bot;
  exports dev.parley.application.conversation;
  exports dev.parley.application.evaluation;
  exports dev.parley.application.gateway;
  exports dev.parley.application.guardrail;
  exports dev.parley.application.idempotency;
  exports dev.parley.application.knowledge;
  exports dev.parley.application.mcp;
  exports dev.parley.application.model;
  exports dev.parley.application.outcome;
  exports dev.parley.application.quota;
  exports dev.parley.application.response;
  exports dev.parley.application.routing;
  exports dev.parley.application.schedule;
  exports dev.parley.application.scope;
  exports dev.parley.application.tenant;
  exports dev.parley.application.tool;
  exports dev.parley.application.transaction;
}
