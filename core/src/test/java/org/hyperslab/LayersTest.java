package org.hyperslab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Core's packages are layers, and a layer uses only those below it. */
class LayersTest {
  private final JavaClasses core =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.hyperslab");

  @Test
  void aLayerUsesOnlyTheLayersBelowIt() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("grid")
        .definedBy("org.hyperslab.grid..")
        .layer("block")
        .definedBy("org.hyperslab.block..")
        .layer("kernel")
        .definedBy("org.hyperslab.kernel..")
        .layer("store")
        .definedBy("org.hyperslab.store..")
        .layer("plan")
        .definedBy("org.hyperslab.plan..")
        .layer("exec")
        .definedBy("org.hyperslab.exec..")
        .layer("arrays")
        .definedBy("org.hyperslab")
        .layer("dataset")
        .definedBy("org.hyperslab.dataset..")
        .whereLayer("grid")
        .mayNotAccessAnyLayer()
        .whereLayer("block")
        .mayOnlyAccessLayers("grid")
        .whereLayer("kernel")
        .mayOnlyAccessLayers("grid", "block")
        .whereLayer("store")
        .mayOnlyAccessLayers("grid", "block")
        .whereLayer("plan")
        .mayOnlyAccessLayers("grid", "block", "kernel", "store")
        .whereLayer("exec")
        .mayOnlyAccessLayers("grid", "block", "kernel", "store", "plan")
        .whereLayer("arrays")
        .mayOnlyAccessLayers("grid", "block", "kernel", "store", "plan", "exec")
        .whereLayer("dataset")
        .mayOnlyAccessLayers("grid", "block", "store", "exec", "arrays")
        .allowEmptyShould(true)
        .check(core);
  }

  @Test
  void onlyKernelsImportTheVectorModule() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..kernel..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator.vector..")
        .allowEmptyShould(true)
        .check(core);
  }
}
