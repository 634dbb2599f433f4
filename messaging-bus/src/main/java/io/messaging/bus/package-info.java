/**
 * What agents are written with, on any backend: a {@link io.messaging.bus.MessageBus} is a namespace, and its
 * {@link io.messaging.bus.BusClient clients} have a name, an inbox, and answers to their requests. Every guarantee is the
 * backend's; {@code docs/bus.md} has examples.
 */
package io.messaging.bus;
