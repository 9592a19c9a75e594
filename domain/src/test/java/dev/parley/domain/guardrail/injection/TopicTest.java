package dev.parley.domain.guardrail.injection;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TopicTest {
  private final Topic topic = new Topic();

  private void sentence(boolean request, int... words) {
    for (int word : words) {
      topic.read(word);
    }
    topic.judge(request);
    topic.next();
  }

  private void sentences(int count) {
    for (int i = 0; i < count; i++) {
      sentence(false, 1, 2, 3);
    }
  }

  @Test
  void saysWhichPartOfARequestsWordsIsNew() {
    sentences(3);
    sentence(true, 1, 7, 8, 9);

    assertThat(topic.astray()).isEqualTo(0.75);
  }

  @Test
  void hasNoTopicBeforeTheFourthSentence() {
    sentences(2);
    sentence(true, 7, 8, 9);
    assertThat(topic.astray()).isZero();

    sentence(true, 10, 11, 12);
    assertThat(topic.astray()).isEqualTo(1);
  }

  @Test
  void judgesRequestsOfThreeWordsAndMoreAlone() {
    sentences(3);
    sentence(false, 7, 8, 9);
    sentence(true, 10, 11);
    assertThat(topic.astray()).isZero();

    sentence(true, 12, 13, 1);
    assertThat(topic.astray()).isCloseTo(2 / 3.0, Offset.offset(1e-12));
  }

  @Test
  void keepsTheFarthestRequest() {
    sentences(3);
    sentence(true, 1, 2, 7, 8);
    sentence(true, 1, 2, 3);

    assertThat(topic.astray()).isEqualTo(0.5);
  }

  @Test
  void knowsTheWordsOfEverySentenceBefore() {
    sentences(2);
    sentence(true, 4, 5, 6);
    sentence(true, 1, 5, 9, 2);

    assertThat(topic.astray()).isEqualTo(0.25);
  }

  @Test
  void keepsNoMoreWordsOfASentenceThanItHasRoomFor() {
    sentences(2);
    for (int word = 0; word <= Topic.MOST_WORDS; word++) {
      topic.read(100 + word);
    }
    topic.judge(false);
    topic.next();
    int last = 100 + Topic.MOST_WORDS;
    sentence(true, last, last - 1, 100);

    assertThat(topic.astray()).isCloseTo(1 / 3.0, Offset.offset(1e-12));
  }

  @Test
  void learnsNothingOnceItKnowsEnough() {
    sentence(false);
    sentence(false);
    for (int word = 0; word < Topic.MOST_WORDS; word++) {
      topic.read(100 + word);
    }
    topic.judge(false);
    topic.next();
    sentence(false, 1, 2, 3);
    sentence(true, 1, 101, 102);

    assertThat(topic.astray()).isCloseTo(1 / 3.0, Offset.offset(1e-12));
  }
}
