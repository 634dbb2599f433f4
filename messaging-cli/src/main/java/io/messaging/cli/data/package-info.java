/** The commands for data directories, which need no server. */
package io.messaging.cli.data;
