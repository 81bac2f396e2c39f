package dev.headroom.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SourceRulesTest {

    @Test
    void everySourceKeepsToTheSizesAndDocumentsItsPublicTypes() {
        List<Path> sources = Checkout.javaFiles();

        assertThat(sources).hasSizeGreaterThan(5);
        assertThat(sources.stream()
                        .flatMap(file -> SourceRules.problems(Checkout.relative(file), Checkout.text(file)).stream()))
                .isEmpty();
    }

    @Test
    void everyPackageOfAProductSaysWhatItIs() {
        List<Path> packages = Checkout.MODULES.stream()
                .flatMap(module -> Checkout.productFiles(module).stream())
                .map(Path::getParent)
                .distinct()
                .toList();

        assertThat(packages).isNotEmpty();
        assertThat(packages)
                .allSatisfy(directory -> assertThat(Files.exists(directory.resolve("package-info.java")))
                        .as("%s/package-info.java", Checkout.relative(directory))
                        .isTrue());
    }

    @Test
    void aMethodOfSixtyLinesIsAllowedAndOneMoreIsNot() {
        assertThat(SourceRules.problems("A.java", typeWithMethodOf(60))).isEmpty();
        assertThat(SourceRules.problems("A.java", typeWithMethodOf(61)))
                .containsExactly("A.java:3: method act has 61 lines, at most 60 are allowed");
    }

    @Test
    void aLongConstructorAndALongInitializerAreFoundToo() {
        assertThat(SourceRules.problems("A.java", "class A {\nA() {\n" + ";\n".repeat(59) + "}\n}\n"))
                .containsExactly("A.java:2: method <init> has 61 lines, at most 60 are allowed");
        assertThat(SourceRules.problems("A.java", "class A {\nstatic {\n" + ";\n".repeat(59) + "}\n}\n"))
                .containsExactly("A.java:2: an initializer has 61 lines, at most 60 are allowed");
    }

    @Test
    void bracesInStringsAndJavadocBeforeAMethodDoNotCount() {
        String source = "class A {\n/**\n" + " * Much.\n".repeat(70) + " */\nString act() {\nreturn \"{{{\";\n}\n}\n";

        assertThat(SourceRules.problems("A.java", source)).isEmpty();
    }

    @Test
    void aFileOfFiveHundredLinesIsAllowedAndOneMoreIsNot() {
        assertThat(SourceRules.problems("A.java", "class A {}\n" + "\n".repeat(499)))
                .isEmpty();
        assertThat(SourceRules.problems("A.java", "class A {}\n" + "\n".repeat(500)))
                .containsExactly("A.java has 501 lines, at most 500 are allowed");
    }

    @Test
    void aLineOf120ColumnsIsAllowedAndOneMoreIsNot() {
        assertThat(SourceRules.problems("A.java", "//" + "µ".repeat(118))).isEmpty();
        assertThat(SourceRules.problems("A.java", "//" + "µ".repeat(119)))
                .containsExactly("A.java:1 has 121 columns, at most 120 are allowed");
    }

    @Test
    void aPublicTypeWithoutJavadocIsFoundWhereverItIsDeclared() {
        assertThat(Stream.of(
                                "public class A {}",
                                "public record A(int b) {}",
                                "class B { public enum A {} }",
                                "/** B. */ public interface B { record A() {} }")
                        .map(source -> SourceRules.problems("A.java", source)))
                .allMatch(problems -> problems.equals(List.of("A.java:1: public type A has no Javadoc")));
    }

    @Test
    void onlyTypesThatArePublicNeedJavadoc() {
        assertThat(SourceRules.problems("A.java", "class A { interface B { record C() {} } }"))
                .isEmpty();
        assertThat(SourceRules.problems("A.java", "/** A. */ public class A { record B() {} }"))
                .isEmpty();
    }

    @Test
    void aSourceThatDoesNotParseIsAProblemAndNotAPass() {
        assertThat(SourceRules.problems("A.java", "class A {")).hasSize(1);
    }

    private static String typeWithMethodOf(int lines) {
        return "class A {\n\n    void act() {\n" + "        ;\n".repeat(lines - 2) + "    }\n}\n";
    }
}
