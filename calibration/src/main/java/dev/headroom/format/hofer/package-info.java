/**
 * Reader of a corpus of wake-up latencies measured on bare metal, in virtual machines and in the cloud.
 *
 * <p>Origin: numbers parsed from the result files of the public repository {@code flhofer/real-time-containers}
 * (Florian Hofer), tree of commit 921b8ce686b5bb2fa482ff721fc81fe6c3731272 and three older states of it, laid out as
 * tables of tab-separated values ({@code index.tsv} and others) and one histogram per long run. The format page is
 * {@code docs/formats/hofer.md}; the tests carry a small sample of real rows.
 *
 * <p>{@link dev.headroom.format.hofer.HoferCorpus} keeps two doors apart: descriptions, which a prediction may read,
 * and results, which it may not.
 */
package dev.headroom.format.hofer;
