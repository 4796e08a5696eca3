package dev.toolwatch;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigSourceInterceptor;
import io.vertx.core.spi.VertxServiceProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.Converter;
import org.eclipse.microprofile.openapi.OASFilter;
import org.junit.jupiter.api.Test;

/**
 * The rules of the packages: see AGENTS.md for the map. Packages that do not exist yet have their
 * place here already.
 */
@AnalyzeClasses(packages = ArchitectureTest.ROOT, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  static final String ROOT = "dev.toolwatch";

  /**
   * From left to right, as data flows. A package imports those of later columns only: none of its
   * own column, none to its left.
   */
  private static final List<Set<String>> COLUMNS =
      List.of(
          Set.of("otlp", "probe", "console"),
          Set.of("mcp", "api"),
          Set.of("slo"),
          Set.of("red", "usage", "errors", "traces", "relay"),
          Set.of("store"),
          Set.of("cardinality"),
          Set.of("security"),
          Set.of("expose", "checkpoint"),
          Set.of("signal"),
          Set.of("sketch"),
          Set.of("wire"));

  /** Belongs to no column: it could run on another machine. */
  private static final String DEMO = "demo";

  private static final String[] KNOW_QUARKUS = {
    ROOT, in("otlp"), in("expose"), in("api"), in("console"), in("security")
  };

  private static final DescribedPredicate<JavaClass> ENTRY_POINT =
      DescribedPredicate.describe(
          "the main class", type -> type.isAnnotatedWith(QuarkusMain.class));

  private static final DescribedPredicate<JavaClass> TEST =
      DescribedPredicate.describe(
          "of the tests",
          type ->
              type.getSource()
                  .map(source -> source.getUri().getPath().contains("/test-classes/"))
                  .orElse(false));

  /** A member of an interface is public by the language, but no more so than the interface. */
  private static final DescribedPredicate<JavaClass> HIDDEN =
      DescribedPredicate.describe(
          "nested in what is not public",
          type ->
              type.getEnclosingClass()
                  .map(outer -> !outer.getModifiers().contains(JavaModifier.PUBLIC))
                  .orElse(false));

  /** ServiceLoader and the configuration want these public. */
  private static final DescribedPredicate<JavaClass> SERVICE =
      DescribedPredicate.describe(
          "a service",
          type ->
              type.isAssignableTo(ConfigSourceFactory.class)
                  || type.isAssignableTo(ConfigSourceInterceptor.class)
                  || type.isAssignableTo(OASFilter.class)
                  || type.isAssignableTo(Converter.class)
                  || type.isAssignableTo(VertxServiceProvider.class));

  @ArchTest
  static final ArchRule everyClassIsInAPackageOfTheMap =
      classes().should().resideInAnyPackage(allPackages());

  @ArchTest
  static void noPackageImportsOneToItsLeft(JavaClasses all) {
    for (int column = 0; column < COLUMNS.size(); column++) {
      for (String stage : COLUMNS.get(column)) {
        noClasses()
            .that()
            .resideInAPackage(in(stage))
            .should()
            .dependOnClassesThat(resideInAnyPackage(forbidden(stage, column)))
            .allowEmptyShould(true)
            .check(all);
      }
    }
  }

  @ArchTest
  static final ArchRule demoKnowsNoStage =
      noClasses()
          .that()
          .resideInAPackage(in(DEMO))
          .should()
          .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAPackage(in(DEMO)))))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule noCycles = slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule fewKnowQuarkusAndVertx =
      noClasses()
          .that()
          .resideOutsideOfPackages(KNOW_QUARKUS)
          .should()
          .dependOnClassesThat(resideInAnyPackage("io.quarkus..", "io.vertx.."));

  @ArchTest
  static final ArchRule logsByOneLibrary =
      noClasses()
          .that(not(ENTRY_POINT))
          .should()
          .dependOnClassesThat(resideInAnyPackage("java.util.logging..", "org.slf4j.."))
          .orShould()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethodWhere(
              DescribedPredicate.<JavaMethodCall>describe(
                  "prints a stack trace", call -> call.getName().equals("printStackTrace")));

  @ArchTest
  static final ArchRule takesTheTimeFromAnInstantSource =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now");

  /** With the tests: what only they use from another package is a seam made for them. */
  @Test
  void classes_publicOnlyForOtherPackages() {
    JavaClasses withTests = new ClassFileImporter().importPackages(ROOT);
    classes()
        .that(not(TEST))
        .and(not(ENTRY_POINT))
        .and(not(SERVICE))
        .and(not(HIDDEN))
        .and()
        .haveModifier(JavaModifier.PUBLIC)
        .should(beUsedFromAnotherPackage())
        .check(withTests);
  }

  /** From the sources: without annotations the compiler leaves nothing of a package-info. */
  @Test
  void everyPackage_hasAPackageInfo() throws IOException {
    Path sources = Path.of("src/main/java");
    List<Path> without = new ArrayList<>();
    try (Stream<Path> files = Files.walk(sources.resolve(ROOT.replace('.', '/')))) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .map(Path::getParent)
          .distinct()
          .filter(directory -> !Files.exists(directory.resolve("package-info.java")))
          .forEach(without::add);
    }
    assertThat(without).isEmpty();
  }

  private static String in(String stage) {
    return ROOT + "." + stage + "..";
  }

  private static String[] allPackages() {
    return Stream.concat(
            Stream.of(ROOT, in(DEMO)),
            COLUMNS.stream().flatMap(Set::stream).map(ArchitectureTest::in))
        .toArray(String[]::new);
  }

  private static String[] forbidden(String stage, int column) {
    Stream<String> ownAndLeft =
        COLUMNS.subList(0, column + 1).stream()
            .flatMap(Set::stream)
            .filter(other -> !other.equals(stage))
            .map(ArchitectureTest::in);
    return Stream.concat(Stream.of(ROOT, in(DEMO)), ownAndLeft).toArray(String[]::new);
  }

  private static ArchCondition<JavaClass> beUsedFromAnotherPackage() {
    return new ArchCondition<>("be used from another package, themselves or one of their kind") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean used = kind(type).anyMatch(ArchitectureTest::isUsedFromAnotherPackage);
        String message = type.getName() + " is public, but nothing outside its package uses it";
        events.add(new SimpleConditionEvent(type, used, message));
      }
    };
  }

  /** The type and all others below its supertypes in the package: a sealed interface's records. */
  private static Stream<JavaClass> kind(JavaClass type) {
    Stream<JavaClass> supertypes =
        Stream.concat(type.getAllRawSuperclasses().stream(), type.getAllRawInterfaces().stream())
            .filter(supertype -> supertype.getPackageName().equals(type.getPackageName()));
    return Stream.concat(Stream.of(type), supertypes)
        .flatMap(one -> Stream.concat(Stream.of(one), one.getAllSubclasses().stream()));
  }

  private static boolean isUsedFromAnotherPackage(JavaClass type) {
    return type.getDirectDependenciesToSelf().stream()
        .map(dependency -> dependency.getOriginClass().getPackageName())
        .anyMatch(other -> !other.equals(type.getPackageName()));
  }
}
