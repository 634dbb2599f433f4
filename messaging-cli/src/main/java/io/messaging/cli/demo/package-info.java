/**
 * {@code messaging demo}: a coordinator and worker processes that communicate only through messages. One thread owns
 * the coordinator's state ({@link io.messaging.cli.demo.Coordinator}); others put events into its mailbox.
 */
package io.messaging.cli.demo;
