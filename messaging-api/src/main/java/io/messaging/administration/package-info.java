/**
 * The administrator's view of a backend: what it stores ({@link io.messaging.administration.Administration}), durable clients
 * ({@link io.messaging.administration.DurableClients}), groups ({@link io.messaging.administration.SharedGroups}), subscribers
 * and dead letters.
 */
package io.messaging.administration;
