package dev.headroom.evidence;

import java.util.Optional;

/**
 * Everything that describes a measured case and nothing that came out of it.
 *
 * <p>A prediction may read all of it: two corpora that differ only in their results have equal descriptions.
 *
 * @param id unique name within its corpus, for example {@code BM-Prt/IsoLoad-1}
 * @param environment short name of the machine, for example {@code BM}
 * @param kernel short name of the kernel, or nothing where the source does not record it
 * @param set name of the set of runs it belongs to
 * @param condition name of the conditions; the repeats of a measurement share set and condition
 * @param run number of the repeat, from 0
 * @param host isolation on the machine itself, or on the host of a virtual machine
 * @param guest isolation inside the guest; {@link Isolation#NOT_GIVEN} where there is no guest
 * @param loaded other load ran beside the measurement
 * @param inContainer the measuring threads ran inside a container
 * @param task the measuring threads
 * @param kernelVersion version of the measured system's kernel, if recorded
 * @param hostKernelVersion version of the kernel of the host of a virtual machine, if recorded
 * @param date day or month of the run as in the source, for example {@code 23-SEP-2018}, if recorded
 * @param status what the source is known to hold
 */
public record CaseDescription(
        String id,
        String environment,
        Optional<String> kernel,
        String set,
        String condition,
        int run,
        Isolation host,
        Isolation guest,
        boolean loaded,
        boolean inContainer,
        MeasuringTask task,
        Optional<String> kernelVersion,
        Optional<String> hostKernelVersion,
        Optional<String> date,
        CaseStatus status) {}
