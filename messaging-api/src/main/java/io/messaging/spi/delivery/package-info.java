/**
 * How messages get to a handler: one at a time, whichever thread runs it, with attempts, dead letters and a bounded close.
 * For authors of backends.
 */
package io.messaging.spi.delivery;
