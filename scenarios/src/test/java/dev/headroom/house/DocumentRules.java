package dev.headroom.house;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Links that lead somewhere, and words that do not belong into a repository. */
final class DocumentRules {

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(<?([^)\\s>]+)>?(?:\\s+\"[^\"]*\")?\\)");
    private static final Pattern REFERENCE = Pattern.compile("(?m)^\\[[^\\]]+\\]:\\s*<?([^\\s>]+)");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6}\\s+(.*?)\\s*#*$");

    /** Patterns by what they find. Each is put together from pieces so that this file does not contain it. */
    private static final Map<String, Pattern> FORBIDDEN = Map.of(
            "a path of somebody's machine",
                    Pattern.compile("(?<![\\w.*-])/wor" + "k/|\\.\\./sha" + "red\\b|/ro" + "ot/\\."),
            "the host of a package registry", Pattern.compile("repo1?\\.maven\\." + "(apache\\.)?org|registry\\.npm"),
            "a note of work not done", Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b"));

    private DocumentRules() {}

    /** Returns one sentence per link of a Markdown file to a file or heading that is not there. */
    static List<String> deadLinks(Path file, String text) {
        String prose = withoutCodeBlocks(text).replaceAll("`[^`\\n]*`", "");
        List<String> dead = new ArrayList<>();
        for (Pattern form : List.of(LINK, REFERENCE)) {
            Matcher links = form.matcher(prose);
            while (links.find()) {
                String link = links.group(1);
                if (!ELSEWHERE.matcher(link).matches() && !leadsSomewhere(file, text, link)) {
                    dead.add("%s links to %s".formatted(file, link));
                }
            }
        }
        return dead;
    }

    /** Returns one sentence per forbidden pattern in a text; {@code path} is used in the sentences only. */
    static List<String> forbidden(String path, String text) {
        List<String> problems = new ArrayList<>();
        FORBIDDEN.forEach((what, pattern) -> {
            Matcher found = pattern.matcher(text);
            if (found.find()) {
                long line = 1
                        + text.substring(0, found.start())
                                .chars()
                                .filter(c -> c == '\n')
                                .count();
                problems.add("%s:%d has %s: %s".formatted(path, line, what, found.group()));
            }
        });
        return problems;
    }

    private static boolean leadsSomewhere(Path file, String text, String link) {
        int hash = link.indexOf('#');
        String target = hash < 0 ? link : link.substring(0, hash);
        Path linked = target.isEmpty() ? file : file.resolveSibling(target).normalize();
        if (!Files.exists(linked)) {
            return false;
        }
        if (hash < 0 || !linked.toString().endsWith(".md")) {
            return true;
        }
        return hasHeading(target.isEmpty() ? text : Checkout.text(linked), link.substring(hash + 1));
    }

    private static boolean hasHeading(String text, String anchor) {
        return HEADING.matcher(withoutCodeBlocks(text))
                .results()
                .anyMatch(heading -> anchorOf(heading.group(1)).equals(anchor));
    }

    /** Returns the anchor that the usual renderers give to a heading. */
    private static String anchorOf(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}\\s_-]", "")
                .replaceAll("\\s", "-");
    }

    private static String withoutCodeBlocks(String text) {
        return text.replaceAll("(?ms)^\\s*(```|~~~).*?^\\s*\\1\\s*$", "");
    }
}
