package dev.parley.bootstrap.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArchitectureTest {
  private static final String PARLEY = "dev.parley";
  private static final String PLANTED = "dev.parley.bootstrap.architecture.planted";

  @SuppressWarnings("NullAway.Init")
  private static JavaClasses parley;

  @SuppressWarnings("NullAway.Init")
  private static JavaClasses planted;

  @BeforeAll
  static void importClasses() {
    parley =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(PARLEY)
            .that(
                com.tngtech.archunit.base.DescribedPredicate.describe(
                    "written by people", type -> !type.getName().contains(".$")));
    planted = new ClassFileImporter().importPackages(PLANTED);
  }

  @ParameterizedTest
  @EnumSource
  void holds(Rule rule) {
    rule.below(PARLEY).check(parley);
  }

  @ParameterizedTest
  @EnumSource
  void failsOnThePlantedViolation(Rule rule) {
    assertThatThrownBy(() -> rule.below(PLANTED).check(planted))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("because");
  }

  @Test
  void seesEveryModule() {
    assertThat(parley.stream().map(JavaClass::getPackageName))
        .contains(
            "dev.parley.domain.tenant",
            "dev.parley.application.tenant",
            "dev.parley.adapters.llm.offline",
            "dev.parley.adapters.persistence.transaction",
            "dev.parley.adapters.rest.chat",
            "dev.parley.adapters.vector.lucene",
            "dev.parley.bootstrap.server");
  }
}
