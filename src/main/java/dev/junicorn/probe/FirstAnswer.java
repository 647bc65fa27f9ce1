package dev.junicorn.probe;

import java.util.List;

/** What to do where already the first request is not answered as it should be. */
final class FirstAnswer {

  private FirstAnswer() {}

  static List<String> explain(Volley first) {
    return switch (first.outcomes().getFirst()) {
      case Volley.Lost(String how) ->
          List.of(
              "The first request " + how + ".",
              "Check that the server runs and that the URL is right.");
      case Volley.Answered(int status, _) ->
          List.of("The first request got status " + status + ".", remedy(status));
    };
  }

  private static String remedy(int status) {
    if (status >= 500) {
      return "The server or the app has an error of its own there; its log says which.";
    }
    if (status >= 400) {
      return "Give a URL that does the app's work; --header adds what it asks for, for example a"
          + " cookie.";
    }
    return "Redirections are not followed: give the URL where they lead to.";
  }
}
