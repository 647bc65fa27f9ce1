package dev.junicorn.plan;

/** What an app is written with, and how servers talk to it. */
public enum Framework {
  DJANGO("Django", Kind.WSGI),
  FLASK("Flask", Kind.WSGI),
  DASH("Dash", Kind.WSGI),
  BOTTLE("Bottle", Kind.WSGI),
  FALCON("Falcon", Kind.WSGI),
  PYRAMID("Pyramid", Kind.WSGI),
  WSGI("plain WSGI", Kind.WSGI),
  DJANGO_ASGI("Django", Kind.ASGI),
  FALCON_ASGI("Falcon", Kind.ASGI),
  FASTAPI("FastAPI", Kind.ASGI),
  STARLETTE("Starlette", Kind.ASGI),
  QUART("Quart", Kind.ASGI),
  LITESTAR("Litestar", Kind.ASGI),
  ASGI("plain ASGI", Kind.ASGI),
  AIOHTTP("aiohttp", Kind.OWN_SERVER),
  SANIC("Sanic", Kind.OWN_SERVER),
  TORNADO("Tornado", Kind.OWN_SERVER),
  STREAMLIT("Streamlit", Kind.OWN_SERVER),
  GRADIO("Gradio", Kind.OWN_SERVER),
  ROBYN("Robyn", Kind.OWN_SERVER);

  /** How a server talks to it. */
  public enum Kind {
    /** PEP 3333: what Junicorn serves. */
    WSGI,
    /** The asynchronous interface; needs an ASGI server such as uvicorn. */
    ASGI,
    /** It brings a server of its own. */
    OWN_SERVER
  }

  private final String label;
  private final Kind kind;

  Framework(String label, Kind kind) {
    this.label = label;
    this.kind = kind;
  }

  /** Its name, as its users write it. */
  public String label() {
    return label;
  }

  public Kind kind() {
    return kind;
  }
}
