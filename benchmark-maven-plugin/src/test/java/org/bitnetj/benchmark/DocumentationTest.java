package org.bitnetj.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** No relative link of README, site pages or menu leads nowhere. */
class DocumentationTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)|<img[^>]* src=\"([^\"]+)\"|<item [^>]*href=\"([^\"]+)\"");

    /** A page of the site is made of a Markdown file; what lies in resources is copied. */
    static boolean leadsSomewhere(Path file, String link) {
        String target = link.replaceAll("#.*", "");
        if (target.isEmpty() || target.contains(":")) {
            return true;
        }
        Path site = ROOT.resolve("src/site");
        boolean ofSite = file.startsWith(site);
        if (!ofSite) {
            return Files.exists(file.resolveSibling(target));
        }
        // the sites of the modules lie within that of the project; what is generated there, .ci/Links.java looks for in the built site
        boolean ofModule = target.contains("/") && Files.exists(ROOT.resolve(target.substring(0, target.indexOf('/'))).resolve("src/site"));
        return ofModule || Files.exists(site.resolve("markdown").resolve(target.replaceAll("\\.html$", ".md")))
                || Files.exists(site.resolve("resources").resolve(target));
    }

    private static List<String> links(Path file) throws IOException {
        List<String> links = new ArrayList<>();
        Matcher matcher = LINK.matcher(Files.readString(file));
        while (matcher.find()) {
            links.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2) != null ? matcher.group(2) : matcher.group(3));
        }
        return links;
    }

    @Test
    void relativeLinksLeadSomewhere() throws IOException {
        List<Path> files = new ArrayList<>(
                List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md"), ROOT.resolve("src/site/site.xml")));
        try (Stream<Path> pages = Files.list(ROOT.resolve("src/site/markdown"))) {
            pages.filter(page -> page.toString().endsWith(".md")).forEach(files::add);
        }
        assertThat(files).hasSizeGreaterThan(10);
        List<String> dead = new ArrayList<>();
        int checked = 0;
        for (Path file : files) {
            for (String link : links(file)) {
                checked++;
                if (!leadsSomewhere(file, link)) {
                    dead.add(ROOT.relativize(file) + " links to " + link);
                }
            }
        }
        assertThat(dead).isEmpty();
        assertThat(checked).isGreaterThan(25);
    }

    @Test
    void everyPageIsInTheMenu() throws IOException {
        String menu = Files.readString(ROOT.resolve("src/site/site.xml"));
        try (Stream<Path> pages = Files.list(ROOT.resolve("src/site/markdown"))) {
            assertThat(pages.toList()).isNotEmpty()
                    .allMatch(page -> menu.contains("href=\"" + page.getFileName().toString().replace(".md", ".html") + "\""));
        }
    }

    @Test
    void aDeadLinkIsFound() {
        assertThat(leadsSomewhere(ROOT.resolve("README.md"), "src/site/markdown/usage.md")).isTrue();
        assertThat(leadsSomewhere(ROOT.resolve("README.md"), "src/site/markdown/missing.md")).isFalse();
        assertThat(leadsSomewhere(ROOT.resolve("src/site/markdown/index.md"), "missing.html")).isFalse();
        assertThat(leadsSomewhere(ROOT.resolve("src/site/markdown/index.md"), "usage.html#exactness")).isTrue();
    }
}
