/** Asynchronous stores, many in flight at once over one connection. */
package io.messaging.embedded.client.pipeline;
