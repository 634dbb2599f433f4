/** The commands that administer durable clients and dead letters. */
package io.messaging.cli.durable;
