/**
 * The results of a run of the kit: results per rule, verdict, waivers, and reports as JSON, JUnit XML and HTML.
 * Independent of JUnit.
 */
package io.messaging.tck.report;
