package dev.junicorn.plan.detect;

import java.util.List;

/** An expression of Python that can make an app; {@code junicorn_detect/expression.py}. */
public sealed interface Expression {

  /** {@code app}. */
  record Name(String name) implements Expression {}

  /** {@code of.name}. */
  record Attribute(Expression of, String name) implements Expression {}

  /** {@code function(arguments)}; without the arguments that are of no kind here. */
  record Call(Expression function, List<Expression> arguments) implements Expression {}

  /** {@code of[index]}, also where {@code a, b = of} unpacks it. */
  record Item(Expression of, int index) implements Expression {}

  /** Several values that a function returns. */
  record Items(List<Expression> values) implements Expression {}

  /** A string. */
  record Text(String value) implements Expression {}

  /** Anything else; only that there is a value matters. */
  record Other() implements Expression {}
}
