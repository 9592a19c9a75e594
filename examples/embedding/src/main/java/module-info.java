/** A program that needs nothing but the domain. */
module dev.parley.examples.embedding {
  requires dev.parley.domain;
}
