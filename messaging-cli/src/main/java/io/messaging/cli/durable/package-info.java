/** The commands for administrators of durable subscriptions: clients and dead letters. */
package io.messaging.cli.durable;
