/** Runs the kit on a configured backend, without a class of the author's, and collects what became of each rule. */
package io.messaging.tck.run;
