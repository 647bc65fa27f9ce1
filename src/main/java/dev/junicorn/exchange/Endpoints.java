package dev.junicorn.exchange;

/**
 * The two ends of a client's connection, as WSGI names them.
 *
 * @param remoteAddress the peer of the socket, never a forwarded one; empty for Unix sockets
 * @param remotePort decimal; empty for Unix sockets
 * @param serverName the address the request came in at; for Unix sockets the host it asked for
 * @param serverPort decimal; for Unix sockets the one it asked for, or its scheme's own
 */
public record Endpoints(
    String remoteAddress, String remotePort, String serverName, String serverPort) {}
