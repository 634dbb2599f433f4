/** Internal: records and segments, in memory and in files; knows nothing of what the records mean. */
package io.messaging.store.log.segment;
