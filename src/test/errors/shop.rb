module Shop
  class StockError < StandardError; end

  class Orders
    def price(value)
      { 'apple' => 3 }.fetch(value)
    end

    def load(value)
      price(value)
    end

    def report(value)
      price(value)
    end

    def check(value)
      raise StockError, "order #{value} has no stock"
    end

    def walk(depth)
      raise ArgumentError, 'the end' if depth.zero?

      walk(depth - 1)
    end

    def endless
      endless
    end

    def chained(value)
      price(value)
    rescue KeyError
      raise StockError, "no price of #{value}"
    end

    def mapped(value)
      [value].map { |each| [each].each { |one| Integer("n#{one}") } }
    end

    def undefined(value)
      value.totals
    end
  end
end

orders = Shop::Orders.new
begin
  case ARGV[0]
  when 'walk' then orders.walk(ARGV[1].length * 3)
  when 'endless' then orders.endless
  else orders.public_send(ARGV[0], ARGV[1])
  end
rescue Exception => e
  warn e.full_message(highlight: false, order: :top)
end
