package dev.parley.application.conversation;

import dev.parley.application.conversation.ActiveRuns.Task;
import dev.parley.domain.conversation.RunEvent;
import dev.parley.domain.conversation.Warning;
import dev.parley.domain.guardrail.OutputStage;
import dev.parley.domain.guardrail.output.OutputPipeline;
import dev.parley.domain.knowledge.Citation;
import dev.parley.domain.knowledge.CitationStream;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.routing.Model;
import java.util.ArrayList;
import java.util.List;

/** An answer while it is made: each piece is journaled, then counted in. Used by one thread. */
final class Draft {
  private final Task task;
  private final RunJournal journal;
  private final RunEventCodec codec;
  private final StringBuilder text = new StringBuilder();
  private final List<Citation> citations = new ArrayList<>();
  private final List<Warning> warnings = new ArrayList<>();
  private OutputStage guards = new OutputPipeline(List.of());
  private CitationStream stream = new CitationStream(List.of());
  private Model writer;
  private long lastSeq;

  Draft(Task task, RunJournal journal, RunEventCodec codec) {
    this.task = task;
    this.journal = journal;
    this.codec = codec;
    this.writer = task.served().model();
  }

  void record(RunEvent event) {
    lastSeq = journal.append(task.run().tenant(), task.run().id(), codec.encode(event));
  }

  void warn(Warning warning) {
    warnings.add(warning);
    record(new RunEvent.Warned(warning));
  }

  /** Says who wrote the answer, where it is not the model that was asked first. */
  void writtenBy(Model model) {
    writer = model;
  }

  Model writer() {
    return writer;
  }

  /** From here on the answer's markers name these passages. */
  void cite(List<Passage> passages) {
    stream = new CitationStream(passages);
  }

  /** From here on what the model says passes these stages before anything else. */
  void guardedBy(OutputStage stages) {
    guards = stages;
  }

  /** Takes the next characters from the model. */
  void add(String characters) {
    guards.accept(characters, this::pass);
  }

  /** The model says no more. */
  void finish() {
    guards.finish(this::pass);
    stream.finish().forEach(this::add);
  }

  private void pass(String guarded) {
    stream.accept(guarded).forEach(this::add);
  }

  /** Says something that is no model's. */
  void say(String words) {
    record(new RunEvent.Delta(words));
    text.append(words);
  }

  /** Numbers in markers that named no passage. */
  List<Integer> dropped() {
    return stream.dropped();
  }

  private void add(CitationStream.Part part) {
    switch (part) {
      case CitationStream.Part.Text piece -> {
        record(new RunEvent.Delta(piece.text()));
        text.append(piece.text());
      }
      case CitationStream.Part.Cited cited -> {
        record(new RunEvent.Cited(cited.citation()));
        citations.add(cited.citation());
      }
    }
  }

  String text() {
    return text.toString();
  }

  List<Citation> citations() {
    return List.copyOf(citations);
  }

  List<Warning> warnings() {
    return List.copyOf(warnings);
  }

  long lastSeq() {
    return lastSeq;
  }
}
