/** What the backend does, put together from the packages below. */
package io.messaging.embedded.client;
