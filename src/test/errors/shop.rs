use std::collections::HashMap;

struct Orders {
    prices: HashMap<String, u32>,
}

impl Orders {
    #[inline(never)]
    fn price(&self, value: &str) -> u32 {
        *self.prices.get(value).unwrap()
    }

    #[inline(never)]
    fn load(&self, value: &str) -> u32 {
        self.price(value) + 1
    }

    #[inline(never)]
    fn report(&self, value: &str) -> u32 {
        self.price(value) + 2
    }

    #[inline(never)]
    fn check(&self, value: &str) {
        panic!("order {} has no stock", value);
    }

    fn mapped(&self, value: &str) -> Vec<u32> {
        [value].iter().map(|each| format!("n{}", each).parse::<u32>().unwrap()).collect()
    }
}

#[inline(never)]
fn walk(depth: usize) -> usize {
    if depth == 0 {
        panic!("the end");
    }
    walk(depth - 1) + 1
}

fn index(value: &str) -> u8 {
    value.as_bytes()[value.len() + 3]
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let orders = Orders { prices: HashMap::new() };
    let value = args[2].clone();
    match args[1].as_str() {
        "load" => println!("{}", orders.load(&value)),
        "report" => println!("{}", orders.report(&value)),
        "check" => orders.check(&value),
        "walk" => println!("{}", walk(value.len() * 3)),
        "mapped" => println!("{:?}", orders.mapped(&value)),
        "thread" => std::thread::spawn(move || orders.check(&value)).join().unwrap_or(()),
        _ => println!("{}", index(&value)),
    }
}
