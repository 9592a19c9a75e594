package dev.parley.adapters.rest;

import dev.parley.application.model.ModelGateway;
import dev.parley.application.model.ModelGateway.Call;
import dev.parley.application.model.ModelGateway.Operation;
import dev.parley.application.model.ModelGateway.Reply;
import dev.parley.application.model.ModelGateway.Used;
import dev.parley.application.model.ModelGatewayContract;
import java.nio.charset.StandardCharsets;
import java.util.List;

class PlannedGatewayTest extends ModelGatewayContract {
  private final PlannedGateway gateway = new PlannedGateway();

  @Override
  protected ModelGateway gateway() {
    return gateway;
  }

  @Override
  protected Call whole() {
    gateway.next(new Reply.Whole("{}".getBytes(StandardCharsets.UTF_8), new Used(1, 0, 1, true)));
    return neverAnswered();
  }

  @Override
  protected Call stream() {
    gateway.next(
        new Reply.Begun(
            new PlannedGateway.Stream(List.of("data: {}\n\n", "data: [DONE]\n\n"), null, false)));
    return neverAnswered();
  }

  @Override
  protected Call neverAnswered() {
    return new Call(Operation.CHAT, new byte[0], new byte[0], false, false);
  }
}
