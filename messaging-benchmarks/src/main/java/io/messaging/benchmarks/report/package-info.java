/** What is found, as tables, as JSON and as a page. */
package io.messaging.benchmarks.report;
