package dev.headroom.compare;

import dev.headroom.document.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All comparisons of a run: the document {@code headroom-validation/1} and its text form.
 *
 * <p>Equal comparisons in equal order give equal bytes.
 *
 * @param cases the comparisons, in the order of the corpus
 */
public record ValidationReport(List<CaseComparison> cases) {

    /** Name and version of the document. */
    public static final String FORMAT = "headroom-validation/1";

    /**
     * Copies the list, so that the record does not change.
     *
     * @throws IllegalArgumentException if two cases have the same name
     */
    public ValidationReport {
        cases = List.copyOf(cases);
        final Set<String> ids = new HashSet<>();
        for (final CaseComparison compared : cases) {
            if (!ids.add(compared.facts().id())) {
                throw new IllegalArgumentException("case " + compared.facts().id() + " occurs twice");
            }
        }
    }

    /** Returns verdicts and accuracy over all cases. */
    public Tally summary() {
        return Tally.of(cases);
    }

    /**
     * Returns verdicts and accuracy of one side of the split.
     *
     * @param usedForFit true for the cases that the profiles were fitted to, false for those held out
     * @return their tally
     */
    public Tally summary(final boolean usedForFit) {
        return Tally.of(cases.stream()
                .filter(compared -> compared.facts().usedForFit() == usedForFit)
                .toList());
    }

    /** Returns whether at least one case disagrees. */
    public boolean anyDisagrees() {
        return cases.stream().anyMatch(compared -> compared.verdict() == Verdict.DISAGREE);
    }

    /** Returns the groups by environment and kernel, held-out cases before those used for the fit. */
    public List<Group> groups() {
        final Yardsticks yardsticks = new Yardsticks(cases);
        final Map<String, Map<String, List<CaseComparison>>> byMachine = cases.stream()
                .collect(Collectors.groupingBy(
                        compared -> compared.facts().environment(),
                        TreeMap::new,
                        Collectors.groupingBy(
                                compared -> compared.facts().kernel(), TreeMap::new, Collectors.toList())));
        final List<Group> groups = new ArrayList<>();
        byMachine.forEach((environment, byKernel) -> byKernel.forEach((kernel, members) -> {
            for (final boolean usedForFit : new boolean[] {false, true}) {
                final List<CaseComparison> side = members.stream()
                        .filter(compared -> compared.facts().usedForFit() == usedForFit)
                        .toList();
                if (!side.isEmpty()) {
                    groups.add(new Group(
                            environment,
                            kernel,
                            usedForFit,
                            Tally.of(side),
                            Yardsticks.repeatSpread(members),
                            yardsticks.baseline(side)));
                }
            }
        }));
        return List.copyOf(groups);
    }

    /** Returns the cases that disagree, the farthest miss first; ties in the order of the corpus. */
    public List<CaseComparison> worstMisses() {
        return cases.stream()
                .filter(compared -> compared.verdict() == Verdict.DISAGREE)
                .sorted(Comparator.comparingDouble(compared -> -missLn(compared)))
                .toList();
    }

    private static double missLn(final CaseComparison compared) {
        final String worst = compared.withOutcome(Outcome.DISAGREE).get(0);
        return Math.abs(compared.logRatios().getOrDefault(worst, 0.0));
    }

    /** Returns the document {@value #FORMAT}. */
    public String json() {
        return new JsonReport(this).text();
    }

    /**
     * Returns the report for a terminal, at most 120 columns wide.
     *
     * @param mostMisses how many misses to list at most
     * @return lines that end with a line feed
     */
    public String text(final int mostMisses) {
        return new TextReport(this).text(mostMisses);
    }

    /**
     * Returns a table with a line for every case, for corpora of few cases.
     *
     * @return lines that end with a line feed
     */
    public String casesText() {
        return new CaseTable(this).text();
    }

    /**
     * Writes the document {@value #FORMAT}; the file appears whole or not at all.
     *
     * @param file where to write; an existing file is replaced
     * @throws UncheckedIOException if it cannot be written; then the file is as it was
     */
    public void writeJson(final Path file) {
        try {
            AtomicFile.write(file, json());
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
