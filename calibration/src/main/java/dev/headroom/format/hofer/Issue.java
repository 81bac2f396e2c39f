package dev.headroom.format.hofer;

import dev.headroom.format.TsvRow;
import java.util.List;

/**
 * A run whose source is incomplete or repeated ({@code issues.tsv}).
 *
 * @param caseId the run; not every one occurs in the index
 * @param issue what is wrong with it, in words
 */
public record Issue(String caseId, String issue) {

    static final List<String> COLUMNS = List.of("id", "issue");

    static Issue of(final TsvRow row) {
        return new Issue(row.text("id"), row.text("issue"));
    }
}
