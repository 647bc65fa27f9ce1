package dev.junicorn.exchange;

/** Serves exchanges. The front end knows nothing more about what stands behind it. */
@FunctionalInterface
public interface Handler {

  /**
   * Takes an exchange whose request is whole. Called on the exchange's event loop; returns without
   * blocking. The handler answers the exchange exactly once, now or later, on the same loop.
   */
  void handle(Exchange exchange);
}
