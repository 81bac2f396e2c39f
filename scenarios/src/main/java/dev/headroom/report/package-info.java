/** Reports of a prediction: text for people, JSON for programs, a page to look at. */
package dev.headroom.report;
