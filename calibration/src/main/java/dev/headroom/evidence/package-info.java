/**
 * Neutral records of what was measured, and of the case it was measured in.
 *
 * <p>Two families that never mix: {@link dev.headroom.evidence.CaseDescription} holds everything that is known before a
 * measurement starts and no result, so a prediction may read it; {@link dev.headroom.evidence.MeasuredLatency} and
 * {@link dev.headroom.evidence.MeasuredHistogram} hold results, which a prediction must not read before it is fixed.
 * Readers of formats produce these records; they depend on no format and on no model.
 */
package dev.headroom.evidence;
