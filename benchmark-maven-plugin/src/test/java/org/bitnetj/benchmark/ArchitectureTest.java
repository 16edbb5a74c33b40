package org.bitnetj.benchmark;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.bitnetj.benchmark.gate.Policy;
import org.bitnetj.benchmark.receipt.ReceiptSchema;
import org.bitnetj.benchmark.receipt.SchemaCoverage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The seams between the packages. */
class ArchitectureTest {
    private static final String ROOT = "org.bitnetj.benchmark";
    /** The order of the flow; a package knows only those before it. */
    private static final List<String> FLOW = List.of("precondition", "plan", "fork", "sample", "statistics", "gate", "receipt", "baseline",
            "view");

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(ROOT);
        // rules hold for every class of an empty set
        assertThat(classes.size()).isGreaterThan(70);
        for (String name : FLOW) {
            assertThat(classes.stream().filter(c -> c.getPackageName().equals(ROOT + "." + name))).as(name).isNotEmpty();
        }
        assertThat(classes.stream().filter(c -> c.getPackageName().equals(ROOT + ".harness"))).hasSizeGreaterThan(8);
    }

    @Test
    void statisticsIsPure() {
        classes().that().resideInAPackage(ROOT + ".statistics").should().onlyDependOnClassesThat()
                .resideInAnyPackage("java.lang..", "java.util..",
                        "org.apache.commons.math3..", ROOT + ".statistics")
                .check(classes);
    }

    @Test
    void viewReadsReceiptsOnly() {
        classes().that().resideInAPackage(ROOT + ".view").should().onlyDependOnClassesThat()
                .resideInAnyPackage("java.lang..", "java.util..",
                        "java.math..", "java.time..", "java.io", "java.nio.charset", "javax.xml.stream..", "tools.jackson..",
                        ROOT + ".receipt", ROOT + ".view")
                .check(classes);
    }

    @Test
    void pageReadsReceiptsAndItsTemplateOnly() {
        classes().that().resideInAPackage(ROOT + ".view.html").should().onlyDependOnClassesThat(
                resideInAnyPackage("java.lang..", "java.util..", "java.math..", "java.time..", "java.io..", "java.nio.charset..",
                        "java.security..", "com.samskivert.mustache..", "tools.jackson.databind..", ROOT + ".receipt", ROOT + ".view",
                        ROOT + ".view.html")
                        .or(belongToAnyOf(Policy.class)))
                .check(classes);
        noClasses().that().resideInAPackage(ROOT + ".view").should().dependOnClassesThat().resideInAPackage(ROOT + ".view.html")
                .check(classes);
    }

    @Test
    void viewReadsAndWritesNoFiles() {
        noClasses().that().resideInAPackage(ROOT + ".view").should().dependOnClassesThat()
                .haveNameMatching("java\\.io\\.(File|RandomAccess|Console|Object|Print).*").check(classes);
    }

    @Test
    void harnessKnowsJmhAndTheJdkOnly() {
        classes().that().resideInAPackage(ROOT + ".harness..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "javax.management..",
                        "org.openjdk.jmh..", ROOT + ".harness..")
                .check(classes);
    }

    @Test
    void onlyTheHarnessKnowsJmh() {
        noClasses().that().resideOutsideOfPackage(ROOT + ".harness..").should().dependOnClassesThat().resideInAPackage("org.openjdk.jmh..")
                .check(classes);
    }

    @Test
    void onlyMojosKnowMaven() {
        noClasses().that().resideOutsideOfPackage(ROOT + ".mojo").should().dependOnClassesThat().resideInAPackage("org.apache.maven..")
                .check(classes);
    }

    @Test
    void noPackageKnowsALaterOne() {
        for (int i = 0; i < FLOW.size(); i++) {
            for (String later : FLOW.subList(i + 1, FLOW.size())) {
                noClasses().that().resideInAPackage(ROOT + "." + FLOW.get(i)).should().dependOnClassesThat()
                        .resideInAPackage(ROOT + "." + later).check(
                                classes);
            }
            noClasses().that().resideInAPackage(ROOT + "." + FLOW.get(i)).should().dependOnClassesThat()
                    .resideInAnyPackage(ROOT, ROOT + ".mojo").check(
                            classes);
        }
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching(ROOT + ".(*)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void schemaOfReceiptsKeepsUpWithTheirRecords() {
        assertThat(SchemaCoverage.gaps()).as("src/main/resources/" + ReceiptSchema.RESOURCE + " against Receipt.java").isEmpty();
    }
}
