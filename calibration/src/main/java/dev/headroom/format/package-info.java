/**
 * What the readers of foreign formats share: one exception that says where and how to mend, and bounded text readers.
 *
 * <p>Each format has a package of its own below this one. Formats produce records and import no models.
 */
package dev.headroom.format;
