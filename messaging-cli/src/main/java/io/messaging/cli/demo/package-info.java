/**
 * The demonstration: a coordinator and worker processes that know each other only through messages. One thread of the
 * coordinator owns its state ({@link io.messaging.cli.demo.Coordinator}); everybody else puts events into its mailbox.
 */
package io.messaging.cli.demo;
