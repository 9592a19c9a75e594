package dev.parley.bootstrap.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasAnnotations;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.function.Function;

/** A rule of the architecture, for any base package: Parley's own, or that of the violations. */
enum Rule {
  DOMAIN_DEPENDS_ON_NOTHING(
      base ->
          classes()
              .that()
              .resideInAPackage(base + ".domain..")
              .should()
              .onlyDependOnClassesThat()
              .resideInAnyPackage("java..", "org.jspecify..", base + ".domain..")
              .because("teams embed the domain's jar and want nothing else with it")),
  APPLICATION_DEPENDS_ON_DOMAIN(
      base ->
          classes()
              .that()
              .resideInAPackage(base + ".application..")
              .should()
              .onlyDependOnClassesThat()
              .resideInAnyPackage(
                  "java..", "org.jspecify..", base + ".domain..", base + ".application..")
              .because("use cases must not know who drives them or what they drive")),
  ADAPTERS_DO_NOT_KNOW_EACH_OTHER(
      base ->
          slices()
              .matching(base + ".adapters.(*)..")
              .should()
              .notDependOnEachOther()
              .because("an adapter can be exchanged only if no other leans on it")),
  NOBODY_DEPENDS_ON_BOOTSTRAP(
      base ->
          noClasses()
              .that()
              .resideOutsideOfPackage(base + ".bootstrap..")
              .should()
              .dependOnClassesThat()
              .resideInAPackage(base + ".bootstrap..")
              .because("wiring knows the parts, the parts do not know the wiring")),
  NO_FRAMEWORK_ANNOTATION_IN_THE_RINGS(
      base ->
          classes()
              .that()
              .resideInAnyPackage(base + ".domain..", base + ".application..")
              .should(carryNoForeignAnnotation())
              .because("an annotation is a dependency on whatever reads it")),
  TIME_IS_INJECTED(
      base ->
          noClasses()
              .that()
              .resideOutsideOfPackage(base + ".bootstrap..")
              .should()
              .callMethodWhere(isCallOf("java.time", "now"))
              .orShould()
              .callMethodWhere(isCallOf("java.time.Clock", "systemUTC"))
              .orShould()
              .callMethodWhere(isCallOf("java.time.Clock", "systemDefaultZone"))
              .orShould()
              .callMethodWhere(isCallOf("java.lang.System", "currentTimeMillis"))
              .because("what depends on time can be tested only if time can be given")),
  IDS_ARE_INJECTED(
      base ->
          noClasses()
              .that()
              .resideOutsideOfPackage(base + ".bootstrap..")
              .should()
              .callMethod(java.util.UUID.class, "randomUUID")
              .because("ids are ordered by time and come from Ids")),
  ENVIRONMENT_IS_READ_ONCE(
      base ->
          noClasses()
              .that()
              .resideOutsideOfPackage(base + ".bootstrap..")
              .should()
              .callMethodWhere(isCallOf("java.lang.System", "getenv"))
              .because("each setting is read, checked and documented in one place")),
  PACKAGES_ARE_FREE_OF_CYCLES(
      base ->
          slices()
              .matching(base + ".(**)")
              .should()
              .beFreeOfCycles()
              .because("packages that need each other are one package")),
  NAMES_SAY_WHAT_A_CLASS_IS(
      base ->
          noClasses()
              .that(resideInAPackage(base + ".."))
              .should()
              .haveSimpleNameEndingWith("Impl")
              .orShould()
              .haveSimpleNameEndingWith("Manager")
              .orShould()
              .haveSimpleNameEndingWith("Helper")
              .orShould()
              .haveSimpleNameEndingWith("Util")
              .orShould()
              .haveSimpleNameEndingWith("Utils")
              .orShould()
              .haveSimpleNameEndingWith("Processor")
              .orShould()
              .haveSimpleNameEndingWith("Data")
              .because("these endings fit anything, so they say nothing")),
  CONTROLLERS_SAY_ON_WHICH_THREADS_THEY_RUN(
      base ->
          classes()
              .that()
              .resideInAPackage(base + ".adapters..")
              .and(carry("Controller"))
              .should(beAnnotated("ExecuteOn", "NonBlocking"))
              .because("one that waits on the thread of its connection holds up all others of it")),
  PUBLIC_MEANS_USED_ELSEWHERE(
      base ->
          classes()
              .that()
              // The two rings that others embed are public for them.
              .resideInAnyPackage(base + ".adapters..", base + ".bootstrap..")
              .and()
              .areTopLevelClasses()
              .and()
              .arePublic()
              .and()
              .doNotHaveSimpleName("Main")
              .and(holdMoreThanConstants())
              .and()
              .areNotAssignableTo(Throwable.class)
              .should(beUsedInAnotherPackage())
              .because("what nobody else needs can change without asking anybody")),
  PUBLIC_CLASSES_ARE_FINAL(
      base ->
          classes()
              .that()
              .resideInAPackage(base + "..")
              .and()
              .arePublic()
              .and()
              .areNotInterfaces()
              .and()
              .doNotHaveModifier(JavaModifier.ABSTRACT)
              .should()
              .haveModifier(JavaModifier.FINAL)
              .because("nothing is extended unless it was made for that"));

  private static final Set<String> NO_DEPENDENCY =
      Set.of("java.", "javax.annotation.processing.", "org.jspecify.");

  // A function without state, which the checker cannot know.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Function<String, ArchRule> definition;

  Rule(Function<String, ArchRule> definition) {
    this.definition = definition;
  }

  /** The rule for classes below a package. */
  ArchRule below(String base) {
    return definition.apply(base);
  }

  private static DescribedPredicate<JavaMethodCall> isCallOf(String owner, String method) {
    return DescribedPredicate.describe(
        owner + "." + method + "() without a clock",
        call -> {
          AccessTarget.MethodCallTarget target = call.getTarget();
          return target.getOwner().getName().startsWith(owner)
              && target.getName().equals(method)
              && (!method.equals("now") || target.getRawParameterTypes().isEmpty());
        });
  }

  private static DescribedPredicate<JavaClass> carry(String annotation) {
    return DescribedPredicate.describe("carry @" + annotation, type -> carries(type, annotation));
  }

  private static boolean carries(JavaClass type, String annotation) {
    return type.getAnnotations().stream()
        .anyMatch(carried -> carried.getRawType().getSimpleName().equals(annotation));
  }

  private static ArchCondition<JavaClass> beAnnotated(String one, String other) {
    return new ArchCondition<>("carry @" + one + " or @" + other) {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        if (!carries(item, one) && !carries(item, other)) {
          events.add(
              SimpleConditionEvent.violated(
                  item, item.getName() + " carries neither @" + one + " nor @" + other));
        }
      }
    };
  }

  private static ArchCondition<JavaClass> carryNoForeignAnnotation() {
    return new ArchCondition<>("carry no annotation of a framework") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        check(item, item, events);
        item.getMembers().forEach(member -> check(item, member, events));
      }

      private void check(JavaClass owner, HasAnnotations<?> annotated, ConditionEvents events) {
        for (JavaAnnotation<?> annotation : annotated.getAnnotations()) {
          String name = annotation.getRawType().getName();
          if (NO_DEPENDENCY.stream().noneMatch(name::startsWith)) {
            events.add(SimpleConditionEvent.violated(owner, owner.getName() + " carries " + name));
          }
        }
      }
    };
  }

  private static ArchCondition<JavaClass> beUsedInAnotherPackage() {
    return new ArchCondition<>("be used in another package") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        boolean used =
            item.getDirectDependenciesToSelf().stream()
                .anyMatch(use -> !use.getOriginClass().getPackage().equals(item.getPackage()));
        boolean nestedUsed =
            item.getPackage().getClasses().stream()
                .filter(nested -> nested.getName().startsWith(item.getName() + "$"))
                .flatMap(nested -> nested.getDirectDependenciesToSelf().stream())
                .anyMatch(use -> !use.getOriginClass().getPackage().equals(item.getPackage()));
        if (!used && !nestedUsed) {
          events.add(
              SimpleConditionEvent.violated(
                  item, item.getName() + " is public and used in its own package alone"));
        }
      }
    };
  }

  /** The compiler copies constants to where they are used, so no use of their class is left. */
  private static DescribedPredicate<JavaClass> holdMoreThanConstants() {
    return DescribedPredicate.describe(
        "hold more than constants",
        type ->
            !type.getMethods().isEmpty()
                || type.getFields().isEmpty()
                || type.getFields().stream()
                    .anyMatch(field -> !field.getModifiers().contains(JavaModifier.STATIC)));
  }
}
