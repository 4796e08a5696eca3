using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Acme.Shop {
  class StockException : Exception {
    public StockException(string message, Exception inner = null) : base(message, inner) {}
  }

  class Orders {
    int Price(string value) { return new Dictionary<string, int> { { "apple", 3 } }[value]; }
    public int Load(string value) { return Price(value) + 1; }
    public int Report(string value) { return Price(value) + 2; }
    public void Check(string value) { throw new StockException("order " + value + " has no stock"); }
    public void Walk(int depth) {
      if (depth == 0) throw new InvalidOperationException("the end");
      Walk(depth - 1);
    }
    public void Chained(string value) {
      try { Price(value); } catch (Exception e) { throw new StockException("no price of " + value, e); }
    }
    public void Mapped(string value) { new[] { value }.Select(each => int.Parse("n" + each)).ToList(); }
    public async Task Fetch(string value) { await Task.Yield(); Check(value); }
    public async Task Outer(string value) { await Fetch(value); }
    public T Generic<T>(string value) { return (T) (object) value; }
  }

  static class Program {
    static void Main(string[] args) {
      var orders = new Orders();
      try {
        switch (args[0]) {
          case "Load": orders.Load(args[1]); break;
          case "Report": orders.Report(args[1]); break;
          case "Check": orders.Check(args[1]); break;
          case "Walk": orders.Walk(args[1].Length * 3); break;
          case "Chained": orders.Chained(args[1]); break;
          case "Mapped": orders.Mapped(args[1]); break;
          case "Outer": orders.Outer(args[1]).GetAwaiter().GetResult(); break;
          case "Wait": orders.Outer(args[1]).Wait(); break;
          default: orders.Generic<Orders>(args[1]); break;
        }
      } catch (Exception e) {
        Console.Error.WriteLine(e);
      }
    }
  }
}
