package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"
)

type service struct{ prices map[string]*int }

func (s *service) price(value string) int { return *s.prices[value] }

//go:noinline
func (s *service) load(value string) int { return s.price(value) + 1 }

//go:noinline
func (s *service) report(value string) int { return s.price(value) + 2 }

//go:noinline
func (s *service) index(value string) byte { return value[len(value)+3] }

//go:noinline
func (s *service) check(value string) { panic(fmt.Errorf("order %s has no stock", value)) }

//go:noinline
func walk(depth int) int {
	if depth == 0 {
		panic("the end")
	}
	return walk(depth-1) + 1
}

func (s *service) closure(value string) {
	func() {
		func() { s.check(value) }()
	}()
}

func (s *service) mapped(value string) {
	strings.Map(func(r rune) rune { panic("no " + value) }, value)
}

func (s *service) goroutine(value string) {
	done := make(chan bool)
	go func() {
		s.index(value)
		done <- true
	}()
	<-done
}

func (s *service) recovered(value string) {
	defer func() {
		fmt.Fprintf(os.Stderr, "%v\n%s", recover(), debug.Stack())
		os.Exit(0)
	}()
	s.load(value)
}

func main() {
	s := &service{prices: map[string]*int{}}
	value := os.Args[2]
	map[string]func(){
		"load":      func() { s.load(value) },
		"report":    func() { s.report(value) },
		"index":     func() { s.index(value) },
		"check":     func() { s.check(value) },
		"walk":      func() { walk(len(value) * 3) },
		"closure":   func() { s.closure(value) },
		"mapped":    func() { s.mapped(value) },
		"goroutine": func() { s.goroutine(value) },
		"recovered": func() { s.recovered(value) },
	}[os.Args[1]]()
}
