/**
 * Strict reading and stable writing of the documents that users write: plans and profiles.
 *
 * <p>A document becomes a tree of nodes that know their line. A mistake ends the reading with one
 * {@link dev.headroom.document.DocumentException}: file, line, field, what is wrong, what would be right.
 */
package dev.headroom.document;
