/**
 * The calibration profile: what one environment (machine, kernel, hypervisor) is and costs, with the origin of every
 * number.
 *
 * <p>The document is described in {@code docs/formats/profile.md}.
 */
package dev.headroom.profile;
