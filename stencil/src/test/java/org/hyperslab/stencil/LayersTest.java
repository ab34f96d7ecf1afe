package org.hyperslab.stencil;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayersTest {
  private final JavaClasses stencil =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.hyperslab.stencil");

  @Test
  void onlyKernelsImportTheVectorModule() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..stencil.kernel..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator.vector..")
        .check(stencil);
  }

  @Test
  void kernelsKnowNothingOfDomains() {
    noClasses()
        .that()
        .resideInAPackage("org.hyperslab.stencil.kernel..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.hyperslab.stencil")
        .check(stencil);
  }
}
