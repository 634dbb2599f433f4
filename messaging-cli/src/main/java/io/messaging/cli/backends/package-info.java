/** The command that shows what backends there are. */
package io.messaging.cli.backends;
