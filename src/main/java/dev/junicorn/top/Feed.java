package dev.junicorn.top;

import java.util.List;
import java.util.Optional;

/** Where pictures come from. Its methods block until there is an answer. */
public interface Feed {

  /**
   * The newest picture; empty where the server has none just now: it has just started, or too many
   * ask it.
   *
   * @throws GoneException if there is no server, or it does not answer
   */
  Optional<Picture> look() throws GoneException;

  /**
   * Where the request of a slot is: lines of its Python stack, or one that says why there is none.
   *
   * @throws GoneException if there is no server, or it does not answer
   */
  List<String> stack(int worker, int slot) throws GoneException;
}
