/** Internal: what a data directory holds, and what can be salvaged of a damaged one. */
package io.messaging.store.log.check;
