/** The commands that store, read and follow messages. */
package io.messaging.cli.message;
