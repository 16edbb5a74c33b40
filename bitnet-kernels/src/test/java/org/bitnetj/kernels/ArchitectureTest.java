package org.bitnetj.kernels;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the seams of the library. */
class ArchitectureTest {
    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.bitnetj.kernels");
    }

    @Test
    void looksAtTheWholeLibrary() {
        assertThat(classes).hasSizeGreaterThan(25);
        assertThat(classes).extracting(c -> c.getPackageName()).contains("org.bitnetj.kernels", "org.bitnetj.kernels.pack",
                "org.bitnetj.kernels.quantize", "org.bitnetj.kernels.internal.vector", "org.bitnetj.kernels.internal.scalar",
                "org.bitnetj.kernels.internal.opencl");
        assertThat(classes).noneMatch(c -> c.getSimpleName().endsWith("Test"));
    }

    @Test
    void onlyOnePackageImportsTheIncubator() {
        noClasses().that().resideOutsideOfPackage("..internal.vector..").should().dependOnClassesThat().resideInAPackage("jdk.incubator..")
                .check(classes);
    }

    /** Embedders have neither the command line nor its libraries. */
    @Test
    void onlyTheCommandLineUsesItsLibrariesAndNothingUsesIt() {
        assertThat(classes).extracting(c -> c.getPackageName()).contains("org.bitnetj.kernels.cli", "org.bitnetj.kernels.model");
        noClasses().that().resideOutsideOfPackage("..cli..").should().dependOnClassesThat()
                .resideInAnyPackage("picocli..", "tools.jackson..", "..kernels.cli..", "java.lang.management..").check(classes);
    }

    @Test
    void onlyOnePackageImportsLwjgl() {
        noClasses().that().resideOutsideOfPackage("..internal.opencl..").should().dependOnClassesThat().resideInAPackage("org.lwjgl..")
                .check(classes);
    }

    @Test
    void backendsDoNotKnowEachOther() {
        noClasses().that().resideInAPackage("..internal.opencl..").should().dependOnClassesThat()
                .resideInAnyPackage("..internal.scalar..", "..internal.vector..").check(classes);
        noClasses().that().resideInAPackage("..internal.vector..").should().dependOnClassesThat().resideInAPackage("..internal.scalar..")
                .check(classes);
        noClasses().that().resideInAPackage("..internal.scalar..").should().dependOnClassesThat().resideInAPackage("..internal.vector..")
                .check(classes);
    }

    /** The root package is the vocabulary that all share and the face on top of all, so it stands on both sides; below it there are no cycles. */
    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.bitnetj.kernels.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void thePublicPackagesDoNotExposeInternals() {
        noClasses().that().resideInAnyPackage("org.bitnetj.kernels.pack..", "org.bitnetj.kernels.quantize..").should()
                .dependOnClassesThat().resideInAPackage("..internal..").check(classes);
    }
}
