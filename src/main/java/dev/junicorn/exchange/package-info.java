/**
 * A request, its one answer, and who serves it. Knows nothing about sockets, Python or threads of
 * its own; everything else is written in these words.
 *
 * <p>May use: nothing but Netty's {@code ByteBuf}, the byte currency of the data side. Who is
 * handed a buffer releases it.
 */
@NullMarked
package dev.junicorn.exchange;

import org.jspecify.annotations.NullMarked;
