/** One connection to a server: reading, writing, answers in time, the pool, identification, and the two dialects. */
package io.messaging.embedded.client.wire;
