package dev.lokistore;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** The arrows of the design: {@code shell → compactor → indexreader → chunkreader, objectstore}, and no mutable static state. */
@AnalyzeClasses(packages = "dev.lokistore", importOptions = ImportOption.DoNotIncludeTests.class)
@ArchTag("one-runtime")
class ArchitectureTest {
    private static final String OBJECTSTORE = "dev.lokistore.objectstore..";
    private static final String CHUNK = "dev.lokistore.chunk..";
    private static final String INDEX = "dev.lokistore.index..";
    private static final String COMPACTOR = "dev.lokistore.compactor..";
    private static final String SHELL = "dev.lokistore.shell..";

    private static final Set<String> MUTABLE_TYPES = Set.of(
            "java.util.ArrayList",
            "java.util.HashMap",
            "java.util.TreeMap",
            "java.util.HashSet",
            "java.util.concurrent.ConcurrentHashMap",
            "java.util.concurrent.atomic.AtomicLong",
            "java.util.concurrent.atomic.AtomicInteger",
            "java.util.concurrent.atomic.AtomicBoolean",
            "java.util.concurrent.atomic.AtomicReference",
            "java.lang.ThreadLocal");

    @ArchTest
    static final ArchRule theObjectStoreKnowsNothingOfLoki = noClasses()
            .that()
            .resideInAPackage(OBJECTSTORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CHUNK, INDEX, COMPACTOR, SHELL);

    @ArchTest
    static final ArchRule chunksKnowNoIndexNoStoreNoTerminalAndNoYaml = noClasses()
            .that()
            .resideInAPackage(CHUNK)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    OBJECTSTORE,
                    INDEX,
                    COMPACTOR,
                    SHELL,
                    "org.jline..",
                    "picocli..",
                    "com.fasterxml.jackson.dataformat..");

    @ArchTest
    static final ArchRule theIndexKnowsNoCommandAndNoTerminal = noClasses()
            .that()
            .resideInAPackage(INDEX)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(COMPACTOR, SHELL, "org.jline..", "picocli..");

    @ArchTest
    static final ArchRule plansKnowNoTerminal = noClasses()
            .that()
            .resideInAPackage(COMPACTOR)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SHELL, "org.jline..", "picocli..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theShellKnowsNoFileFormat = noClasses()
            .that()
            .resideInAPackage(SHELL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.lokistore.index.bolt..",
                    "dev.lokistore.index.boltdb..",
                    "dev.lokistore.index.tsdb..",
                    "net.jpountz..",
                    "org.xerial..",
                    "com.github.luben..",
                    "org.mapdb..");

    @ArchTest
    static final ArchRule onlyTheObjectStoreTalksToServers = noClasses()
            .that()
            .resideOutsideOfPackage(OBJECTSTORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon.awssdk..", "io.minio..", "okhttp3..");

    @ArchTest
    static final ArchRule packagesOfTheChunkReaderFormNoCycle = slices().matching("dev.lokistore.chunk.(*)..")
            .should()
            .beFreeOfCycles()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule noMutableStatic =
            fields().that(areOurStatics()).should().beFinal();

    @ArchTest
    static final ArchRule noStaticHoldsMutableCollectionsOrArrays = fields().that(areOurStatics())
            .should()
            .notHaveRawType(DescribedPredicate.describe(
                    "a type made to be changed", type -> MUTABLE_TYPES.contains(type.getFullName())));

    @ArchTest
    static final ArchRule nobodyPrintsOrExitsButMain = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.lokistore.shell.Main")
            .and()
            .resideOutsideOfPackage("dev.lokistore.benchmarks..")
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule noJavaSerialisationOfWhatAStoreHolds =
            noClasses().should().dependOnClassesThat().haveFullyQualifiedName("java.io.ObjectInputStream");

    private static DescribedPredicate<JavaField> areOurStatics() {
        return DescribedPredicate.describe(
                "static fields written by us",
                field -> field.getModifiers().contains(JavaModifier.STATIC)
                        && !field.getModifiers().contains(JavaModifier.SYNTHETIC)
                        && !field.getName().startsWith("$"));
    }
}
