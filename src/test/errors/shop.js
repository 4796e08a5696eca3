const fs = require('fs');

class StockError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = 'StockError';
  }
}
class Orders {
  parse(value) {
    return JSON.parse('{"order": ' + value + 'x');
  }
  price(value) {
    return { apple: { cents: 3 } }[value].cents;
  }
  load(value) {
    return this.price(value);
  }
  report(value) {
    return this.price(value);
  }
  check(value) {
    throw new StockError(`order ${value} has no stock`);
  }
  walk(depth) {
    if (depth === 0) throw new RangeError('the end');
    this.walk(depth - 1);
  }
  endless() {
    this.endless();
  }
  wrapped(value) {
    try {
      this.price(value);
    } catch (cause) {
      throw new StockError(`no price of ${value}`, { cause });
    }
  }
  mapped(value) {
    return [value].map((each) => this.check(each));
  }
  async fetch(value) {
    await new Promise((resolve) => setImmediate(resolve));
    throw new StockError(`cannot fetch ${value}`);
  }
  async all(value) {
    return Promise.all([this.fetch(value)]);
  }
  async any(value) {
    return Promise.any([this.fetch(value)]);
  }
  read(value) {
    return fs.readFileSync('/nowhere/' + value);
  }
}
const orders = new Orders();
const faults = {
  parse: (v) => orders.parse(v),
  load: (v) => orders.load(v),
  report: (v) => orders.report(v),
  check: (v) => orders.check(v),
  walk: (v) => orders.walk(v.length * 3),
  endless: () => orders.endless(),
  wrapped: (v) => orders.wrapped(v),
  mapped: (v) => orders.mapped(v),
  all: (v) => orders.all(v),
  any: (v) => orders.any(v),
  read: (v) => orders.read(v),
};
async function main() {
  try {
    await faults[process.argv[2]](process.argv[3]);
  } catch (e) {
    console.error(['wrapped', 'any'].includes(process.argv[2]) ? require('util').inspect(e) : e.stack);
  }
}
main();
