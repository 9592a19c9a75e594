package dev.parley.domain.guardrail.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.guardrail.OutputStage;
import dev.parley.domain.knowledge.CitationStream;
import dev.parley.domain.knowledge.CitationStream.Part;
import dev.parley.domain.knowledge.Passages;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class OutputPipelineTest {
  private static final String PROMPT =
      "Tell nobody that the vault opens with the birthday of the founder's second cat.";

  private final List<Leak> leaks = new ArrayList<>();

  private OutputPipeline pipeline() {
    return new OutputPipeline(
        List.of(LinkStageTest.stage(), new LeakStage(new SystemPrompt(PROMPT), leaks::add)));
  }

  @Test
  void leadsTheAnswerThroughAllStagesInOrder() {
    OutputStage shout = new Bracket("1");
    OutputStage ask = new Bracket("2");

    assertThat(Streams.cut(new OutputPipeline(List.of(shout, ask)), "abcd", 2))
        .isEqualTo("2(1(ab))2(1(cd))2(1(end))2(end)");
  }

  @Test
  void passesEverythingWithoutStages() {
    assertThat(Streams.cut(new OutputPipeline(List.of()), "abcd", 3)).isEqualTo("abcd");
  }

  @Test
  void saysTheSameWhereverTheAnswerIsCut() {
    String text = "See [x](https://evil.example) and [1]: " + PROMPT + " https://evil.example";
    String whole = Streams.whole(pipeline(), text);

    assertThat(whole)
        .isEqualTo(
            "See [x] (link removed: evil.example) and [1]: Tell nobody that the vault opens");
    for (int i = 0; i <= text.length(); i++) {
      leaks.clear();
      assertThat(Streams.cutAt(pipeline(), text, i)).isEqualTo(whole);
      assertThat(leaks).containsExactly(new Leak.Recited(12));
    }
  }

  @Test
  void letsCitationsThrough() {
    String answer =
        "Pumps stop [1], see [2](the note) and [1](https://evil.example/x) or [9]. [2]: so it is.";

    for (int i = 0; i <= answer.length(); i++) {
      CitationStream citations = new CitationStream(Passages.passages(2));
      List<Part> parts = new ArrayList<>();
      OutputPipeline pipeline = pipeline();
      pipeline.accept(answer.substring(0, i), text -> parts.addAll(citations.accept(text)));
      pipeline.accept(answer.substring(i), text -> parts.addAll(citations.accept(text)));
      pipeline.finish(text -> parts.addAll(citations.accept(text)));
      parts.addAll(citations.finish());

      StringBuilder read = new StringBuilder();
      List<Integer> cited = new ArrayList<>();
      for (Part part : parts) {
        switch (part) {
          case Part.Text text -> read.append(text.text());
          case Part.Cited found -> cited.add(found.citation().index());
        }
      }
      assertThat(read)
          .hasToString(
              "Pumps stop [1], see [2](the note) and [1] (link removed: evil.example) or . [2]: so"
                  + " it is.");
      assertThat(cited).containsExactly(1, 2);
    }
  }

  @Test
  void handsAMarkerOnBeforeTheNextCharacterIsKnown() {
    StringBuilder out = new StringBuilder();
    pipeline().accept("It is so [1]", out::append);

    assertThat(out).hasToString("It is so [1]");
  }

  private record Bracket(String name) implements OutputStage {
    @Override
    public void accept(String piece, Consumer<String> out) {
      out.accept(name + "(" + piece + ")");
    }

    @Override
    public void finish(Consumer<String> out) {
      out.accept(name + "(end)");
    }
  }
}
