/**
 * What became of a run of the kit: the results rule by rule, the verdict, waivers, and reports as JSON, JUnit XML and one
 * HTML page. Knows nothing of JUnit.
 */
package io.messaging.tck.report;
