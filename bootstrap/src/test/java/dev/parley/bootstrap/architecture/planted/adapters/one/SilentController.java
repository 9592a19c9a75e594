package dev.parley.bootstrap.architecture.planted.adapters.one;

/** Does not say on which threads it runs. Nobody serves it: the annotation is its own. */
@SilentController.Controller
final class SilentController {
  private SilentController() {}

  /** Stands for the framework's. */
  @interface Controller {}
}
