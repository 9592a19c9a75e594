package dev.parley.adapters.llm.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.model.Prompts;
import dev.parley.domain.knowledge.Passage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether the sentences chosen answer, on texts of the kinds that people upload. */
class ClosestSentencesTest {
  private static final List<Passage> HANDBOOK =
      List.of(
          Prompts.passage(
              1,
              "Employee handbook",
              "Working time > Leave",
              """
              Every employee has 28 days of paid leave in a calendar year. Leave that is not taken
              by 31 March of the following year is lost. Requests are made in the portal at least
              two weeks ahead and are approved by the team lead.\
              """),
          Prompts.passage(
              2,
              "Employee handbook",
              "Expenses > Travel",
              """
              Travel by train is booked in second class. Employees may fly if the journey by train
              takes more than six hours. Receipts must be handed in within 30 days after the
              journey; later claims are not reimbursed.\
              """),
          Prompts.passage(
              3,
              "Employee handbook",
              "Working time > Remote work",
              """
              Remote work is possible on up to three days a week. The equipment is provided by the
              company. Those who work from abroad need the consent of the legal department.\
              """),
          Prompts.passage(
              4,
              "IT security policy",
              "Passwords",
              """
              A password has at least 14 characters and is stored in the password manager.
              Passwords are changed only if there is a suspicion that somebody else knows them.
              Accounts are locked after five failed attempts for 15 minutes.\
              """),
          Prompts.passage(
              5,
              "Customer FAQ",
              "Orders",
              """
              How can I cancel my order? Write to the service desk before the parcel has left our
              warehouse. What does shipping cost? Shipping within the country is free from an order
              value of 50 euros, below that it costs 4.90 euros. Do you deliver abroad? We deliver
              to all countries of the European Union.\
              """),
          Prompts.passage(
              6,
              "Research report",
              "Results",
              """
              The laboratory measured the viscosity of the lubricant at four temperatures. At 40
              degrees the viscosity was 320 square millimetres per second. The experiments were led
              by Dr. Amara Okafor in Lagos. Funding came from the national science foundation.\
              """));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          How many days of vacation leave do I get per year?      | 1 | 28 days of paid leave
          When does unused leave expire if it was not taken?      | 1 | 31 March
          How far ahead do I have to request leave?               | 1 | two weeks ahead
          When may I take a flight instead of the train?          | 2 | more than six hours
          Until when do I have to hand in receipts?               | 2 | within 30 days
          How many days a week can I work remotely?               | 3 | three days a week
          Who has to agree if I want to work from abroad?         | 3 | legal department
          How long must a password be?                            | 4 | 14 characters
          What happens after failed login attempts?               | 4 | locked after five
          How often are passwords changed?                        | 4 | changed only if
          How do I cancel an order?                               | 5 | service desk
          How much does shipping cost?                            | 5 | 4.90 euros
          Do you deliver to other countries of Europe?            | 5 | deliver to all
          Who led the experiments?                                | 6 | Amara Okafor
          What was the viscosity at 40 degrees?                   | 6 | 320 square
          Who funded the research?                                | 6 | science foundation
          """)
  void putsTheSentenceThatAnswersFirst(String question, int passage, String fact) {
    ClosestSentences.Sentence first = ClosestSentences.to(question, HANDBOOK).getFirst();

    assertThat(first.text()).containsIgnoringWhitespaces(fact);
    assertThat(first.index()).isEqualTo(passage);
  }

  @Test
  void choosesFourSentencesAtMost() {
    assertThat(ClosestSentences.to("days weeks hours employees work order", HANDBOOK))
        .hasSizeBetween(1, 4);
  }

  @Test
  void choosesNoSentenceThatRepeatsAnother() {
    Passage one =
        Prompts.passage(1, "Manual", "", "The warranty of the pump is seven years. Keep it dry.");
    Passage same =
        Prompts.passage(
            2, "Manual 2", "", "The warranty of the pump is seven years! Do not drop it.");

    assertThat(ClosestSentences.to("How long is the warranty of the pump?", List.of(one, same)))
        .singleElement()
        .satisfies(sentence -> assertThat(sentence.index()).isEqualTo(1));
  }

  @Test
  void prefersTheBetterPassageAmongEquals() {
    Passage one = Prompts.passage(1, "North plant", "", "The reservoir holds 900 cubic metres.");
    Passage two = Prompts.passage(2, "South plant", "", "The reservoir takes 700 litres of oil.");

    assertThat(ClosestSentences.to("What about the reservoir?", List.of(one, two)).getFirst())
        .satisfies(sentence -> assertThat(sentence.index()).isEqualTo(1));
    assertThat(ClosestSentences.to("What about the reservoir?", List.of(two, one)).getFirst())
        .satisfies(sentence -> assertThat(sentence.text()).contains("700 litres"));
  }

  @Test
  void staysQuickOnALongQuestionAndManyPassages() {
    String question = "word number one two three four ".repeat(5_000);
    List<Passage> many =
        IntStream.rangeClosed(1, 50)
            .mapToObj(
                i -> Prompts.passage(i, "T", "", ("Sentence about item " + i + ". ").repeat(60)))
            .toList();

    assertThat(ClosestSentences.to(question, many)).hasSizeLessThanOrEqualTo(4);
  }
}
