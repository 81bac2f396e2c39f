package dev.headroom.plan;

import dev.headroom.document.DocumentException;
import dev.headroom.machine.TaskConfig;
import dev.headroom.units.Durations;
import dev.headroom.workload.PeriodicWorkload;
import java.util.List;

/**
 * What a user proposes, ready to be simulated. Immutable.
 *
 * @param file the document as the user named it
 * @param digest SHA-256 of the document in hexadecimal digits
 * @param name title of reports
 * @param length how much is simulated
 * @param variants the plan itself first, then its variants in the order of the document
 * @param objectives what is demanded; may be empty
 * @param warnings what is possible but probably not meant, each a sentence with file and line
 */
public record Plan(
        String file,
        String digest,
        String name,
        RunLength length,
        List<Variant> variants,
        List<Objective> objectives,
        List<String> warnings) {

    /** Name and version of the document format. */
    public static final String FORMAT = "headroom-plan/1";

    /** Name of the plan itself among its variants. */
    public static final String AS_PLANNED = "as planned";

    /**
     * Copies the lists and refuses a duration in which some task would never run.
     *
     * @throws DocumentException if the duration is not longer than the longest period
     */
    public Plan {
        variants = List.copyOf(variants);
        objectives = List.copyOf(objectives);
        warnings = List.copyOf(warnings);
        for (final Variant variant : variants) {
            for (final TaskConfig task : variant.machine().tasks()) {
                if (task.workload() instanceof PeriodicWorkload periodic
                        && periodic.periodNs() >= length.durationNs()) {
                    throw new DocumentException(
                            file,
                            0,
                            "duration",
                            Durations.exact(length.durationNs()) + " is not longer than the period "
                                    + Durations.exact(periodic.periodNs()) + " of " + task.name(),
                            "simulate many periods, for example " + Durations.exact(100 * periodic.periodNs()));
                }
            }
        }
    }

    /** Returns the same plan with another amount of simulation. */
    public Plan with(final RunLength other) {
        return new Plan(file, digest, name, other, variants, objectives, warnings);
    }
}
