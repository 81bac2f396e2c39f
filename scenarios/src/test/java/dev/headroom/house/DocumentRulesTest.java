package dev.headroom.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentRulesTest {

    private static final Pattern TEXT = Pattern.compile("(?:.*/)?(?:[^./]+"
            + "|\\.gitignore|.*\\.(?:java|md|xml|ya?ml|json|html|css|js|properties|sh|py|txt|tsv|csv))");
    private static final Pattern RECORDED = Pattern.compile(".*/src/test/resources/.*");

    @TempDir
    private Path directory;

    private Path page;

    @BeforeEach
    void writeTwoPages() throws IOException {
        page = Files.writeString(directory.resolve("page.md"), "");
        Files.writeString(directory.resolve("other.md"), "# The `plan` file: units\n");
    }

    @Test
    void everyRelativeLinkLeadsSomewhere() {
        List<Path> pages = Checkout.files(path -> path.endsWith(".md"));

        assertThat(pages).hasSizeGreaterThan(5);
        assertThat(pages.stream().flatMap(file -> DocumentRules.deadLinks(file, Checkout.text(file)).stream()))
                .isEmpty();
    }

    @Test
    void noTextHoldsWhatDoesNotBelongIntoARepository() {
        // What a machine recorded stays as it was recorded.
        List<Path> texts = Checkout.files(
                path -> TEXT.matcher(path).matches() && !RECORDED.matcher(path).matches());

        assertThat(texts.stream().map(Checkout::relative)).contains("headroom", "README.md", ".ci/run", "pom.xml");
        assertThat(texts.stream()
                        .flatMap(
                                file -> DocumentRules.forbidden(Checkout.relative(file), Checkout.text(file)).stream()))
                .isEmpty();
    }

    @Test
    void aLinkToNothingIsFoundInEachForm() {
        assertThat(DocumentRules.deadLinks(page, "See [a](gone.md).")).containsExactly(page + " links to gone.md");
        assertThat(DocumentRules.deadLinks(page, "![a](<gone.png> \"title\")"))
                .containsExactly(page + " links to gone.png");
        assertThat(DocumentRules.deadLinks(page, "See [a][1].\n\n[1]: gone.md\n"))
                .containsExactly(page + " links to gone.md");
    }

    @Test
    void aLinkToAMissingHeadingIsFound() {
        assertThat(DocumentRules.deadLinks(page, "[a](other.md#the-plan-file-units) [b](#here)\n# Here\n"))
                .isEmpty();
        assertThat(DocumentRules.deadLinks(page, "[a](other.md#gone)"))
                .containsExactly(page + " links to other.md#gone");
        assertThat(DocumentRules.deadLinks(page, "[b](#gone)\n# Here\n")).containsExactly(page + " links to #gone");
    }

    @Test
    void linksToOtherSitesAndLinksInCodeAreLeftAlone() {
        assertThat(DocumentRules.deadLinks(page, "[a](https://example.org/b) `[b](gone.md)`\n```\n[c](gone.md)\n```\n"))
                .isEmpty();
    }

    @Test
    void aPathOfSomebodysMachineIsFound() {
        assertThat(DocumentRules.forbidden("a.md", "One.\nSee /wor" + "k/main.\n"))
                .containsExactly("a.md:2 has a path of somebody's machine: /wor" + "k/");
        assertThat(DocumentRules.forbidden("a.md", "See ../sha" + "red/x")).hasSize(1);
        assertThat(DocumentRules.forbidden("a.md", "the net/work/load of https://a.org/homework/"))
                .isEmpty();
    }

    @Test
    void aNoteOfWorkNotDoneIsFound() {
        assertThat(DocumentRules.forbidden("A.java", "// TO" + "DO later")).hasSize(1);
        assertThat(DocumentRules.forbidden("A.java", "mastodon, XX" + "XL")).isEmpty();
    }

    @Test
    void theHostOfAPackageRegistryIsFound() {
        assertThat(DocumentRules.forbidden("pom.xml", "https://re" + "po.maven." + "apache.org/"))
                .hasSize(1);
    }
}
