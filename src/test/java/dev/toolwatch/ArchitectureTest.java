package dev.toolwatch;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
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
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.toolwatch.tenant.TenantScoped;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigSourceInterceptor;
import io.vertx.core.spi.VertxServiceProvider;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.spi.AlterableContext;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticBeanCreator;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import org.eclipse.microprofile.config.spi.Converter;
import org.eclipse.microprofile.openapi.OASFilter;
import org.junit.jupiter.api.Test;

/**
 * The rules of the packages: see AGENTS.md for the map.
 */
@AnalyzeClasses(packages = ArchitectureTest.ROOT, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  static final String ROOT = "dev.toolwatch";

  /** The packages that each package may import, and no others. A package that is not here is unknown. */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("wire", Set.of()),
          Map.entry("tenant", Set.of()),
          Map.entry("sketch", Set.of("wire")),
          Map.entry("signal", Set.of("sketch", "wire")),
          Map.entry("expose", Set.of("signal", "sketch", "tenant", "wire")),
          Map.entry("checkpoint", Set.of("sketch", "wire")),
          Map.entry("security", Set.of("expose", "signal", "tenant")),
          Map.entry("cardinality", Set.of("checkpoint", "expose", "signal", "sketch", "tenant")),
          Map.entry("store", Set.of("expose", "signal", "sketch", "tenant", "wire")),
          Map.entry(
              "red", Set.of("cardinality", "checkpoint", "expose", "signal", "sketch", "tenant")),
          Map.entry(
              "usage",
              Set.of("cardinality", "checkpoint", "expose", "signal", "sketch", "store", "tenant")),
          Map.entry(
              "errors",
              Set.of("cardinality", "expose", "signal", "sketch", "store", "tenant", "wire")),
          Map.entry(
              "slo",
              Set.of(
                  "cardinality",
                  "errors",
                  "expose",
                  "probe",
                  "signal",
                  "sketch",
                  "store",
                  "tenant",
                  "wire")),
          Map.entry("probe", Set.of("expose", "signal", "store", "tenant")),
          Map.entry(
              "mcp", Set.of("cardinality", "checkpoint", "expose", "signal", "tenant", "wire")),
          Map.entry(
              "relay",
              Set.of(
                  "cardinality",
                  "checkpoint",
                  "expose",
                  "mcp",
                  "signal",
                  "sketch",
                  "tenant",
                  "wire")),
          Map.entry(
              "coverage",
              Set.of(
                  "cardinality",
                  "checkpoint",
                  "errors",
                  "expose",
                  "mcp",
                  "relay",
                  "signal",
                  "store",
                  "tenant")),
          Map.entry(
              "api",
              Set.of(
                  "cardinality",
                  "coverage",
                  "errors",
                  "expose",
                  "probe",
                  "relay",
                  "security",
                  "signal",
                  "sketch",
                  "slo",
                  "store",
                  "tenant",
                  "traces",
                  "wire")),
          Map.entry(
              "traces",
              Set.of(
                  "cardinality",
                  "errors",
                  "expose",
                  "forward",
                  "mcp",
                  "red",
                  "signal",
                  "store",
                  "tenant",
                  "wire")),
          Map.entry("kafka", Set.of("checkpoint", "expose", "otlp", "signal", "store")),
          Map.entry("past", Set.of("demo", "errors", "mcp", "signal", "sketch", "slo", "store")),
          Map.entry("console", Set.of("security")),
          Map.entry("spool", Set.of("signal")),
          Map.entry("forward", Set.of("checkpoint", "expose", "signal", "spool", "store", "wire")),
          Map.entry(
              "journal", Set.of("expose", "otlp", "signal", "spool", "store", "tenant", "wire")),
          Map.entry(
              "report", Set.of("checkpoint", "errors", "expose", "forward", "signal", "store")),
          Map.entry("otlp", Set.of("checkpoint", "expose", "security", "signal", "tenant", "wire")),
          Map.entry(
              "pipeline",
              Set.of(
                  "cardinality",
                  "coverage",
                  "errors",
                  "forward",
                  "mcp",
                  "otlp",
                  "red",
                  "relay",
                  "signal",
                  "tenant",
                  "traces",
                  "usage",
                  "wire")));

  /** Imports no other package: it could run on another machine. */
  private static final String DEMO = "demo";

  private static final String[] KNOW_QUARKUS = {
    ROOT,
    in("otlp"),
    in("kafka"),
    in("journal"),
    in("forward"),
    in("report"),
    in("probe"),
    in("traces"),
    in("expose"),
    in("api"),
    in("console"),
    in("security"),
    in("tenant")
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

  /** ServiceLoader, the configuration and pgjdbc want these public. */
  private static final DescribedPredicate<JavaClass> SERVICE =
      DescribedPredicate.describe(
          "a service",
          type ->
              type.isAssignableTo(ConfigSourceFactory.class)
                  || type.isAssignableTo(ConfigSourceInterceptor.class)
                  || type.isAssignableTo(OASFilter.class)
                  || type.isAssignableTo(BuildCompatibleExtension.class)
                  || type.isAssignableTo(AlterableContext.class)
                  || type.isAssignableTo(SyntheticBeanCreator.class)
                  || type.isAssignableTo(Converter.class)
                  || type.isAssignableTo(VertxServiceProvider.class)
                  || type.isAssignableTo(SocketFactory.class));

  @ArchTest
  static final ArchRule everyClassIsInAPackageOfTheMap =
      classes().should().resideInAnyPackage(allPackages());

  @ArchTest
  static void packagesImportOnlyWhatTheyMay(JavaClasses all) {
    MAY_IMPORT.forEach(
        (stage, others) ->
            noClasses()
                .that()
                .resideInAPackage(in(stage))
                .should()
                .dependOnClassesThat(
                    resideInAPackage(ROOT + "..")
                        .and(not(resideInAnyPackage(inAny(stage, others)))))
                .check(all));
  }

  /** A permission that nobody uses is one too many. */
  @Test
  void packages_importAllTheyMay() {
    JavaClasses all =
        new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(ROOT);
    MAY_IMPORT.forEach(
        (stage, others) ->
            assertThat(
                    all.stream()
                        .filter(type -> type.getPackageName().equals(ROOT + "." + stage))
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .map(dependency -> dependency.getTargetClass().getPackageName())
                        .map(name -> name.substring(Math.min(name.length(), ROOT.length() + 1))))
                .as(stage)
                .containsAll(others));
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

  /** Where a newcomer reads the way of a span, classes depend on each other in one direction only. */
  @ArchTest
  static void noCyclesWithinTheStagesOfASpan(JavaClasses all) {
    for (String stage : List.of("otlp", "forward", "report", "pipeline", "red", "usage")) {
      slices().assignedFrom(classesOf(stage)).should().beFreeOfCycles().check(all);
    }
  }

  /** A slice for each class of a package, with the classes nested in it. */
  private static SliceAssignment classesOf(String stage) {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        if (!type.getPackageName().equals(ROOT + "." + stage)) {
          return SliceIdentifier.ignore();
        }
        JavaClass outermost = type;
        while (outermost.getEnclosingClass().isPresent()) {
          outermost = outermost.getEnclosingClass().get();
        }
        return SliceIdentifier.of(outermost.getSimpleName());
      }

      @Override
      public String getDescription() {
        return "classes of " + stage;
      }
    };
  }

  /**
   * What is made once must not hold what each tenant has: it would be the default tenant's, for all. The
   * root's commands and demo, and what goes to the operator's targets, are the operator's.
   */
  @ArchTest
  static final ArchRule globalBeansHoldNoTenants =
      classes()
          .that()
          .areAnnotatedWith(Singleton.class)
          .or()
          .areAnnotatedWith(ApplicationScoped.class)
          .and()
          .resideOutsideOfPackages(ROOT, in("past"), in("forward"), in("report"))
          .should(haveNoConstructorWith("beans of a tenant"));

  private static ArchCondition<JavaClass> haveNoConstructorWith(String what) {
    return new ArchCondition<>("have no constructor with " + what) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getConstructors().stream()
            .flatMap(constructor -> constructor.getRawParameterTypes().stream())
            .filter(parameter -> parameter.isAnnotatedWith(TenantScoped.class))
            .forEach(
                parameter ->
                    events.add(
                        SimpleConditionEvent.violated(
                            type, type.getName() + " holds " + parameter.getName())));
      }
    };
  }

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
            Stream.of(ROOT, in(DEMO)), MAY_IMPORT.keySet().stream().map(ArchitectureTest::in))
        .toArray(String[]::new);
  }

  private static String[] inAny(String stage, Set<String> others) {
    return Stream.concat(Stream.of(stage), others.stream())
        .map(ArchitectureTest::in)
        .toArray(String[]::new);
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

  /** A call with a lambda expression names its type in the method's parameters only. */
  private static boolean isUsedFromAnotherPackage(JavaClass type) {
    Stream<JavaClass> named =
        type.getDirectDependenciesToSelf().stream().map(Dependency::getOriginClass);
    Stream<JavaClass> called =
        type.getMethodsWithParameterTypeOfSelf().stream()
            .flatMap(method -> method.getCallsOfSelf().stream())
            .map(JavaMethodCall::getOriginOwner);
    return Stream.concat(named, called)
        .anyMatch(other -> !other.getPackageName().equals(type.getPackageName()));
  }
}
