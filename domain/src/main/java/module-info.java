/**
 * Parley's decisions as pure functions and immutable values. It depends on the JDK alone (JSpecify
 * annotations are needed at compile time only), so it can be embedded in any JVM application.
 */
module dev.parley.domain {
  requires static transitive org.jspecify;

  exports dev.parley.domain.attachment;
  exports dev.parley.domain.audit;
  exports dev.parley.domain.bot;
  exports dev.parley.domain.context;
  exports dev.parley.domain.conversation;
  exports dev.parley.domain.evaluation;
  exports dev.parley.domain.guardrail.injection;
  exports dev.parley.domain.guardrail.output;
  exports dev.parley.domain.guardrail.pii;
  exports dev.parley.domain.guardrail;
  exports dev.parley.domain.id;
  exports dev.parley.domain.knowledge;
  exports dev.parley.domain.knowledge.chunking;
  exports dev.parley.domain.quota;
  exports dev.parley.domain.routing;
  exports dev.parley.domain.schedule;
  exports dev.parley.domain.scope;
  exports dev.parley.domain.tenant;
  exports dev.parley.domain.token;
  exports dev.parley.domain.tool;
  exports dev.parley.domain.validation;
  exports dev.parley.domain.web;
}
