package dev.parley.application.knowledge;

class InMemoryPassageIndexTest extends PassageIndexContract {

  @Override
  protected PassageIndex open() {
    return new InMemoryPassageIndex();
  }
}
