package dev.headroom.evidence;

/** What the source is known to hold of a case; says how much can be compared, never how it came out. */
public enum CaseStatus {
    /** Complete. */
    OK,
    /** Fewer cycles than asked for. */
    SHORT,
    /** The source names the run and holds no result. */
    NO_RESULT,
    /** The source holds the result more than once. */
    DUPLICATE_LINE,
    /** The histogram is cut at the 99th percentile of each thread; nothing beyond it is known. */
    BODY_ONLY,
    /** The source does not say. */
    NOT_GIVEN
}
