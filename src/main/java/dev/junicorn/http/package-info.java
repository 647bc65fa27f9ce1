/**
 * Client bytes to {@link dev.junicorn.exchange.Exchange} and back: strict policy, limits,
 * buffering.
 *
 * <pre>
 *   socket ─► ClientConnection ─► RequestReader ─► HttpExchange ─► Handler
 *                  ▲   (state machine)  │ HeadScanner, HeadParser, ChunkedDecoder, BodyCollector
 *                  └── Outbox ◄─────────┴── ResponseEncoder ◄── Framing ◄── Answer
 * </pre>
 *
 * <p>Everything is confined to one event loop; only {@link SpoolFile} touches the disk, on an
 * executor of the front end's own.
 *
 * <p>May use: exchange, event, posix.
 */
@NullMarked
package dev.junicorn.http;

import org.jspecify.annotations.NullMarked;
