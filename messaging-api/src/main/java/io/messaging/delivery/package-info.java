/** Internal: how messages get to a handler, one at a time, whoever's thread runs it. */
package io.messaging.delivery;
