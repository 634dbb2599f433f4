/** Internal: the files below the log, so thin that tests replace it and construct what a power loss leaves behind. */
package io.messaging.store.log.file;
