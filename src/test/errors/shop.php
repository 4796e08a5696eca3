<?php
namespace Acme\Shop;

class StockException extends \RuntimeException {}

class Orders
{
    public function price(string $value): int
    {
        if ($value !== 'apple') {
            throw new \OutOfBoundsException("no price of $value");
        }
        return 3;
    }

    public function load(string $value): int
    {
        return $this->price($value);
    }

    public function report(string $value): int
    {
        return $this->price($value);
    }

    public function check(string $value): void
    {
        throw new StockException("order $value has no stock");
    }

    public function walk(int $depth): void
    {
        if ($depth === 0) {
            throw new \LogicException('the end');
        }
        $this->walk($depth - 1);
    }

    public function chained(string $value): void
    {
        try {
            $this->price($value);
        } catch (\OutOfBoundsException $e) {
            throw new StockException("cannot sell $value", 0, $e);
        }
    }

    public function mapped(string $value): array
    {
        return array_map(function ($each) { return intdiv(strlen($each), 0); }, [$value]);
    }

    public function typed(string $value): int
    {
        return strlen([$value]);
    }
}

$orders = new Orders();
try {
    $argv[1] === 'walk' ? $orders->walk(strlen($argv[2]) * 3) : $orders->{$argv[1]}($argv[2]);
} catch (\Throwable $e) {
    fwrite(STDERR, (string) $e);
}
