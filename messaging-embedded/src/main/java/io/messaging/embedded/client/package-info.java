/**
 * The client: links to a server (over sockets, or directly where it runs in this JVM), which link holds at the moment,
 * the pipeline of asynchronous stores, and the subscriptions, which outlive links.
 */
package io.messaging.embedded.client;
