package com.acme.shop;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

public class Shop {
  static class StockException extends RuntimeException {
    StockException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  int price(String value) {
    return Map.of("apple", 3).get(value);
  }

  int load(String value) {
    return price(value);
  }

  int report(String value) {
    return price(value);
  }

  void check(String value) {
    throw new StockException("order " + value + " has no stock", null);
  }

  void walk(int depth) {
    if (depth == 0) {
      throw new IllegalStateException("the end");
    }
    walk(depth - 1);
  }

  int endless(int depth) {
    return endless(depth + 1) + 1;
  }

  void chained(String value) {
    try {
      price(value);
    } catch (RuntimeException e) {
      throw new StockException("no price of " + value, e);
    }
  }

  void mapped(String value) {
    List.of(value).stream().map(each -> Integer.parseInt("n" + each)).forEach(each -> {});
  }

  void async(String value) {
    CompletableFuture.runAsync(() -> check(value)).join();
  }

  void suppressed(String value) throws Exception {
    try (AutoCloseable open = () -> load(value)) {
      check(value);
    }
  }

  void anonymous(String value) {
    new Object() {
      void run() {
        throw new UnsupportedOperationException("not for " + value);
      }
    }.run();
  }

  public static void main(String[] args) throws Exception {
    Shop shop = new Shop();
    switch (args[0]) {
      case "load": shop.load(args[1]); break;
      case "report": shop.report(args[1]); break;
      case "check": shop.check(args[1]); break;
      case "walk": shop.walk(args[1].length() * 3); break;
      case "endless": shop.endless(0); break;
      case "chained": shop.chained(args[1]); break;
      case "mapped": shop.mapped(args[1]); break;
      case "async": shop.async(args[1]); break;
      case "suppressed": shop.suppressed(args[1]); break;
      default: shop.anonymous(args[1]);
    }
  }
}
