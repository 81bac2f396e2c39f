package dev.headroom.compare;

import dev.headroom.evidence.CaseDescription;
import dev.headroom.evidence.CaseStatus;

/**
 * What a report needs to know of a case to group it.
 *
 * @param id unique name of the case
 * @param environment short name of the machine
 * @param kernel short name of the kernel, {@code -} where not recorded
 * @param repeatKey equal for cases that repeat the same measurement
 * @param loaded other load ran beside the measurement
 * @param shortRun the measurement has fewer samples than were asked for, so its maximum cannot be compared
 * @param usedForFit the profile used was fitted to this case
 */
public record CaseFacts(
        String id,
        String environment,
        String kernel,
        String repeatKey,
        boolean loaded,
        boolean shortRun,
        boolean usedForFit) {

    /**
     * Takes the facts from a description.
     *
     * @param description the case
     * @param usedForFit the profile used was fitted to this case
     * @return its facts; repeats share set, condition and measure
     */
    public static CaseFacts of(final CaseDescription description, final boolean usedForFit) {
        return new CaseFacts(
                description.id(),
                description.environment(),
                description.kernel().orElse("-"),
                description.set()
                        + '/'
                        + description.condition()
                        + '/'
                        + description.task().measure(),
                description.loaded(),
                description.status() == CaseStatus.SHORT,
                usedForFit);
    }
}
